import { useState } from "react";
import { Problem } from "../data/client";
import { useChannels, useSaveChannel } from "../data/notices";
import type { ChannelSetting } from "../data/types";
import { Button } from "../parts/button";
import { Field, faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { dateTime, t, tMaybe } from "../text";

/** The ways out of the building. Nothing is sent to another host until an administrator switched its channel on. */
export function ChannelList() {
  const channels = useChannels(true);
  return (
    <Loaded query={channels} what={t("noun.channels")} lines={6}>
      {(data) => (
        <>
          <p className="muted">{t("notice.channelsText")}</p>
          <div className="channels">
            {data.items.map((channel) => (
              <ChannelForm key={`${channel.channel}${channel.version}`} channel={channel} />
            ))}
          </div>
        </>
      )}
    </Loaded>
  );
}

function ChannelForm({ channel }: { channel: ChannelSetting }) {
  const name = tMaybe(`notice.channel.${channel.channel}`, channel.channel);
  const [on, setOn] = useState(channel.on);
  const [values, setValues] = useState<Record<string, string>>(() => Object.fromEntries(channel.fields.filter((f) => !f.secret).map((f) => [f.name, f.value])));
  const save = useSaveChannel(channel.channel);
  const faults = save.error instanceof Problem ? save.error.faults : [];
  const at = (field: string) => faults.filter((f) => f.path === `values/${field}`).map((f) => f.message).join(" ");
  return (
    <form
      className="words planbox"
      aria-label={name}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ version: channel.version, on, values });
      }}
    >
      <h2>{name}</h2>
      <p className="muted">
        {t(channel.on ? "notice.isOn" : "notice.isOff")}
        {channel.saved !== null && ` · ${t("notice.savedBy", { name: channel.saved_by, at: dateTime(channel.saved) })}`}
      </p>
      <label className="choice">
        <input type="checkbox" checked={on} onChange={(event) => setOn(event.target.checked)} /> {t("notice.switchOn")}
      </label>
      {channel.fields.map((field) => {
        const set = (value: string) => setValues({ ...values, [field.name]: value });
        const value = values[field.name] ?? "";
        const label = tMaybe(`notice.field.${field.name}`, field.name) + (field.required ? ` (${t("notice.needed")})` : "");
        return (
          <Field key={field.name} label={label} fault={at(field.name)} hint={field.secret ? t(field.known ? "notice.secretKnown" : "notice.secret") : tMaybe(`notice.hint.${field.name}`, "")}>
            {(ids) =>
              field.form === "choice" ? (
                <select {...ids} value={value} onChange={(event) => set(event.target.value)}>
                  {field.choices.map((choice) => (
                    <option key={choice} value={choice}>
                      {tMaybe(`notice.choice.${choice}`, choice)}
                    </option>
                  ))}
                </select>
              ) : field.form === "lines" ? (
                <textarea {...ids} rows={4} spellCheck={false} value={value} onChange={(event) => set(event.target.value)} />
              ) : (
                <input
                  {...ids}
                  className="input"
                  type={field.secret ? "password" : "text"}
                  autoComplete={field.secret ? "new-password" : "off"}
                  inputMode={field.form === "number" ? "numeric" : undefined}
                  value={value}
                  onChange={(event) => set(event.target.value)}
                />
              )
            }
          </Field>
        );
      })}
      <p className="fault" role="alert">
        {save.error !== null && faults.length === 0 ? faultWords(save.error) : ""}
      </p>
      <div className="b">
        <Button type="submit" disabled={save.isPending}>
          {save.isPending ? t("form.sending") : t("notice.saveChannel")}
        </Button>
      </div>
    </form>
  );
}
