import { alert } from "./alert";
import { brief } from "./brief";
import { dashboard } from "./dashboard";
import { dataset } from "./dataset";
import { directive } from "./directive";
import { exercise } from "./exercise";
import { ground } from "./ground";
import { handover } from "./handover";
import { incident } from "./incident";
import { indicator } from "./indicator";
import { notice } from "./notice";
import { open } from "./open";
import { periodic } from "./periodic";
import { playbook } from "./playbook";
import { privacy } from "./privacy";
import { report } from "./report";
import { roster } from "./roster";
import { sense } from "./sense";
import { silence } from "./silence";
import { shell } from "./shell";
import { triage } from "./triage";
import { warning } from "./warning";
import { work } from "./work";

// Every word on the screen, in Vietnamese, a file for each part of the console. Words with a fixed meaning are
// those of docs/glossary.md. Plain and short: verb and object; a refusal names its cause and the next step.
export const viParts = { alert, brief, dashboard, dataset, directive, exercise, ground, handover, incident, indicator, notice, open, periodic, playbook, privacy, report, roster, sense, silence, shell, triage, warning, work };

export const vi = { ...alert, ...brief, ...dashboard, ...dataset, ...directive, ...exercise, ...ground, ...handover, ...incident, ...indicator, ...notice, ...open, ...periodic, ...playbook, ...privacy, ...report, ...roster, ...sense, ...silence, ...shell, ...triage, ...warning, ...work };
