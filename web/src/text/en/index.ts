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

// The same words in English; a key missing here or there does not compile.
export const en = { ...alert, ...brief, ...dashboard, ...dataset, ...directive, ...exercise, ...ground, ...handover, ...incident, ...indicator, ...notice, ...open, ...periodic, ...playbook, ...privacy, ...report, ...roster, ...sense, ...silence, ...shell, ...triage, ...warning, ...work };
