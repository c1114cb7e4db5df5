import { useState, type FormEvent } from "react";
import { addAddress, canPush, confirmAddress, removeAddress, subscribe, testAddress, useNoticeRules, useSaveRules, type RulesDraft } from "../data/notices";
import { Problem } from "../data/client";
import type { NoticeAddress, NoticeRules } from "../data/types";
import { Button } from "../parts/button";
import { Field, faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { dateTime, t, tMaybe } from "../text";

const LEVELS = [1, 2, 3, 4, 5];
const channelName = (name: string) => tMaybe(`notice.channel.${name}`, name);

/** How the reader wants to be told, and where. Nothing goes to an address that was not confirmed. */
export function NoticeRulesForm() {
  const rules = useNoticeRules(true);
  return (
    <Loaded query={rules} what={t("noun.noticeRules")} lines={8}>
      {(data) => (
        <div className="noticecols">
          <Addresses rules={data} />
          <RulesTable key={data.version} rules={data} />
        </div>
      )}
    </Loaded>
  );
}

function RulesTable({ rules }: { rules: NoticeRules }) {
  const [draft, setDraft] = useState<RulesDraft>(() => ({ version: rules.version, lang: rules.lang, quiet: rules.quiet, from: rules.from, to: rules.to, each: rules.each }));
  const save = useSaveRules();
  const [said, setSaid] = useState("");
  const on = rules.channels.filter((channel) => channel.on);
  const change = (kind: string, part: Partial<RulesDraft["each"][number]>) => setDraft({ ...draft, each: draft.each.map((rule) => (rule.kind === kind ? { ...rule, ...part } : rule)) });
  const fault = save.error instanceof Problem ? save.error.faults : [];
  const at = (path: string) => fault.filter((f) => f.path === path).map((f) => f.message).join(" ");
  return (
    <form
      className="words noticerules"
      aria-label={t("notice.rulesTitle")}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draft, { onSuccess: () => setSaid(t("notice.saved")), onError: () => setSaid("") });
      }}
    >
      <h2>{t("notice.rulesTitle")}</h2>
      <p className="muted">{t("notice.rulesText")}</p>
      {on.length === 0 && <p className="muted">{t("notice.noChannels")}</p>}
      <div className="tscroll" role="region" aria-label={t("notice.rulesTitle")} tabIndex={0}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("notice.what")}</th>
              {on.map((channel) => (
                <th key={channel.name} scope="col">
                  {channelName(channel.name)}
                </th>
              ))}
              <th scope="col">{t("notice.least")}</th>
              <th scope="col">{t("notice.when")}</th>
            </tr>
          </thead>
          <tbody>
            {draft.each.map((rule) => (
              <tr key={rule.kind}>
                <th scope="row">{t(`notice.kind.${rule.kind}`)}</th>
                {on.map((channel) => (
                  <td key={channel.name}>
                    <label className="tick">
                      <input
                        type="checkbox"
                        aria-label={`${t(`notice.kind.${rule.kind}`)}: ${channelName(channel.name)}`}
                        checked={rule.channels.includes(channel.name)}
                        onChange={(event) => change(rule.kind, { channels: event.target.checked ? [...rule.channels, channel.name] : rule.channels.filter((name) => name !== channel.name) })}
                      />
                    </label>
                  </td>
                ))}
                <td>
                  <select aria-label={`${t(`notice.kind.${rule.kind}`)}: ${t("notice.least")}`} value={rule.least} onChange={(event) => change(rule.kind, { least: Number(event.target.value) })}>
                    {LEVELS.map((level) => (
                      <option key={level} value={level}>
                        {t("notice.fromLevel", { level })}
                      </option>
                    ))}
                  </select>
                </td>
                <td>
                  <select
                    aria-label={`${t(`notice.kind.${rule.kind}`)}: ${t("notice.when")}`}
                    value={rule.when}
                    onChange={(event) => change(rule.kind, { when: event.target.value === "working" ? "working" : "always" })}
                  >
                    <option value="always">{t("notice.always")}</option>
                    <option value="working">{t("notice.working")}</option>
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <label className="choice">
        <input type="checkbox" checked={draft.quiet} onChange={(event) => setDraft({ ...draft, quiet: event.target.checked })} /> {t("notice.quiet")}
      </label>
      <div className="rowline">
        <Field label={t("notice.from")} fault={at("from")}>
          {(ids) => <input {...ids} type="time" className="input" value={draft.from} disabled={!draft.quiet} onChange={(event) => setDraft({ ...draft, from: event.target.value })} />}
        </Field>
        <Field label={t("notice.to")} fault={at("to")}>
          {(ids) => <input {...ids} type="time" className="input" value={draft.to} disabled={!draft.quiet} onChange={(event) => setDraft({ ...draft, to: event.target.value })} />}
        </Field>
        <Field label={t("notice.lang")} fault={at("lang")}>
          {(ids) => (
            <select {...ids} value={draft.lang} onChange={(event) => setDraft({ ...draft, lang: event.target.value === "en" ? "en" : "vi" })}>
              <option value="vi">{t("user.vi")}</option>
              <option value="en">{t("user.en")}</option>
            </select>
          )}
        </Field>
      </div>
      <p className="muted">{t("notice.quietText")}</p>
      <p className="fault" role="alert">
        {save.error !== null && fault.length === 0 ? faultWords(save.error) : fault.filter((f) => f.path.startsWith("each")).map((f) => f.message).join(" ")}
      </p>
      <div className="b">
        <Button type="submit" look="pri" disabled={save.isPending}>
          {save.isPending ? t("form.sending") : t("notice.save")}
        </Button>
        <span role="status">{said}</span>
      </div>
    </form>
  );
}

function Addresses({ rules }: { rules: NoticeRules }) {
  const typed = rules.channels.filter((channel) => channel.on && channel.typed);
  return (
    <section className="planbox addresses" aria-label={t("notice.addresses")}>
      <h2>{t("notice.addresses")}</h2>
      {rules.addresses.length === 0 && <p className="muted">{t("notice.noAddresses")}</p>}
      <ul>
        {rules.addresses.map((address) => (
          <AddressRow key={address.id} address={address} />
        ))}
      </ul>
      {typed.length > 0 && <AddForm channels={typed.map((channel) => channel.name)} />}
      {rules.push_key !== "" && <Push pushKey={rules.push_key} />}
    </section>
  );
}

function AddressRow({ address }: { address: NoticeAddress }) {
  const [code, setCode] = useState("");
  const [said, setSaid] = useState("");
  const [fault, setFault] = useState("");
  const run = async (work: () => Promise<unknown>, done: string) => {
    setFault("");
    setSaid("");
    try {
      await work();
      setSaid(done);
    } catch (error) {
      setFault(faultWords(error));
    }
  };
  const confirm = (event: FormEvent) => {
    event.preventDefault();
    void run(() => confirmAddress(address.id, code), t("notice.confirmed"));
  };
  return (
    <li>
      <p>
        <b>{channelName(address.channel)}</b> · <span className="num">{address.address}</span>
        {address.label !== "" && ` · ${address.label}`}
      </p>
      <p className="muted">{address.verified ? t("notice.verified", { at: dateTime(address.added) }) : t("notice.notVerified")}</p>
      {!address.verified && (
        <form className="words" onSubmit={confirm} aria-label={t("notice.confirm")} noValidate>
          <Field label={t("notice.code")} fault="">
            {(ids) => <input {...ids} className="input" inputMode="numeric" autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.target.value)} />}
          </Field>
          <div className="b">
            <Button type="submit" small look="pri">
              {t("notice.confirm")}
            </Button>
          </div>
        </form>
      )}
      <div className="b">
        {address.verified && (
          <Button small onClick={() => void run(() => testAddress(address.id), t("notice.testSent"))}>
            {t("notice.test")}
          </Button>
        )}
        <Button small aria-label={`${t("notice.remove")}: ${address.address}`} onClick={() => void run(() => removeAddress(address.id), t("notice.removed"))}>
          {t("notice.remove")}
        </Button>
      </div>
      <p className="fault" role="alert">
        {fault}
      </p>
      <p role="status">{said}</p>
    </li>
  );
}

function AddForm({ channels }: { channels: string[] }) {
  const [channel, setChannel] = useState(channels[0] ?? "");
  const [address, setAddress] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const [said, setSaid] = useState("");
  const at = fault instanceof Problem ? fault.faults.filter((f) => f.path === "address").map((f) => f.message).join(" ") : "";
  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    setSaid("");
    try {
      await addAddress(channel, address, "");
      setAddress("");
      setSaid(t("notice.codeSent"));
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form className="words" aria-label={t("notice.add")} onSubmit={(event) => void submit(event)} noValidate>
      <Field label={t("notice.channelWhich")} fault="">
        {(ids) => (
          <select {...ids} value={channel} onChange={(event) => setChannel(event.target.value)}>
            {channels.map((name) => (
              <option key={name} value={name}>
                {channelName(name)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t(channel === "email" ? "notice.mailAddress" : "notice.phone")} fault={at}>
        {(ids) => (
          <input {...ids} className="input" type={channel === "email" ? "email" : "tel"} autoComplete={channel === "email" ? "email" : "tel"} value={address} onChange={(event) => setAddress(event.target.value)} />
        )}
      </Field>
      <p className="fault" role="alert">
        {fault !== null && at === "" ? faultWords(fault) : ""}
      </p>
      <p role="status">{said}</p>
      <div className="b">
        <Button type="submit" disabled={busy}>
          {busy ? t("form.sending") : t("notice.add")}
        </Button>
      </div>
    </form>
  );
}

function Push({ pushKey }: { pushKey: string }) {
  const [said, setSaid] = useState("");
  if (!canPush()) return <p className="muted">{t("notice.pushNot")}</p>;
  return (
    <>
      <div className="b">
        <Button
          onClick={() =>
            void subscribe(pushKey, navigator.userAgent.includes("Mobile") ? t("notice.pushPhone") : t("notice.pushDesk"))
              .then((yes) => setSaid(yes ? t("notice.pushOn") : t("notice.pushRefused")))
              .catch((error: unknown) => setSaid(t("notice.pushFailed", { why: faultWords(error) })))
          }
        >
          {t("notice.push")}
        </Button>
      </div>
      <p role="status">{said}</p>
    </>
  );
}
