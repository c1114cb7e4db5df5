import { Link, useNavigate } from "@tanstack/react-router";
import { beginMeeting, composeBrief, savePaper, sendBrief, signBrief, useBrief } from "../data/briefs";
import type { Brief } from "../data/types";
import { useAct } from "../parts/act";
import { actionFor, Button, VerbButton } from "../parts/button";
import { Loaded } from "../parts/loaded";
import { useParam } from "../shell/address";
import { dateTime, day, t } from "../text";
import { BriefParts } from "./brieflines";
import { Page, toTitle } from "./page";

/** The morning page, phone first. */
export default function BriefScreen() {
  const date = useParam("date");
  const brief = useBrief(date);
  return (
    <Page title={t("brief.title", { day: day(date) })} aside={brief.data?.number}>
      <Loaded query={brief} what={t("noun.brief")} lines={8}>
        {(data) => <Body key={data.id} brief={data} />}
      </Loaded>
    </Page>
  );
}

function Body({ brief }: { brief: Brief }) {
  const { act, fault } = useAct();
  const navigate = useNavigate();
  const can = (verb: "compose" | "sign" | "send" | "meet" | "remind") => actionFor(brief.actions, verb);
  const meet = can("meet");
  return (
    <>
      <p className="bstate">
        {t(`brief.state.${brief.state}`)}
        {brief.signed_at !== null && ` · ${t("brief.signedBy", { name: brief.signed_by, at: dateTime(brief.signed_at) })}`}
        {brief.sent_at !== null && ` · ${t("brief.sentAt", { at: dateTime(brief.sent_at) })}`}
        {` · ${t("brief.cut", { at: dateTime(brief.content.cut_at) })}`}
        {brief.version > 1 && ` · ${t("brief.version", { no: brief.version })}`}
      </p>
      {!brief.intact && (
        <p className="fault" role="alert">
          {t("brief.notIntact")}
        </p>
      )}
      {fault !== "" && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <p className="btools">
        {brief.state === "composed" && can("sign")?.allowed === true && (
          <VerbButton look="pri" id="b-sign" action={can("sign")} onClick={() => void act(() => signBrief(brief.day, brief.digest).then(toTitle), t("brief.didSign"))}>
            {t("brief.sign")}
          </VerbButton>
        )}
        {brief.state === "composed" && can("compose")?.allowed === true && (
          <VerbButton id="b-compose" action={can("compose")} onClick={() => void act(() => composeBrief(brief.unit.code), t("brief.didCompose"))}>
            {t("brief.compose")}
          </VerbButton>
        )}
        {brief.state === "signed" && can("send")?.allowed === true && (
          <VerbButton look="pri" id="b-send" action={can("send")} onClick={() => void act(() => sendBrief(brief.day).then(toTitle), t("brief.didSend"))}>
            {t("brief.send")}
          </VerbButton>
        )}
        {brief.met ? (
          <Link className="btn" to="/briefs/$date/meeting" params={{ date: brief.day }}>
            {t("brief.toMeeting")}
          </Link>
        ) : (
          meet?.allowed === true && (
            <VerbButton look={brief.state === "sent" ? "pri" : ""} id="b-meet" action={meet} onClick={() => void act(() => beginMeeting(brief.day).then(() => navigate({ to: "/briefs/$date/meeting", params: { date: brief.day } })))}>
              {t("brief.meet")}
            </VerbButton>
          )
        )}
        <Button onClick={() => void act(() => savePaper(brief.day, "pdf"))}>{t("brief.pdf")}</Button>
        <Button onClick={() => void act(() => savePaper(brief.day, "docx"))}>{t("brief.word")}</Button>
      </p>
      <BriefParts content={brief.content} date={brief.day} reminds={can("remind")?.allowed === true} />
      <p className="muted bdigest">{t("brief.digest", { digest: brief.digest.slice(0, 16) })}</p>
    </>
  );
}
