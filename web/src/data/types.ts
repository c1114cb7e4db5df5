import type { components } from "./schema.gen";

// The nouns of the wire, by the names the screens use. Their fields are the server's own, generated
// from its OpenAPI document; only what travels outside that document is written here by hand.

type Schemas = components["schemas"];

export type Inbox = Schemas["Inbox"];
export type Notice = Schemas["Notice"];
export type NoticeOutcome = Schemas["NoticeOutcome"];
export type NoticeRules = Schemas["NoticeRules"];
export type NoticeAddress = Schemas["NoticeAddress"];
export type Deliveries = Schemas["Deliveries"];
export type Delivery = Schemas["Delivery"];
export type ChannelSetting = Schemas["ChannelSetting"];
export type Roster = Schemas["Roster"];
export type Deputy = Schemas["Deputy"];
export type RosterRow = Schemas["RosterRow"];
export type RosterDraft = Schemas["RosterDraft"];
export type RosterShift = Schemas["RosterShift"];
export type RosterLeave = Schemas["RosterLeave"];
export type RosterSwap = Schemas["RosterSwap"];
export type Turn = Schemas["Turn"];
export type DirectiveRow = Schemas["DirectiveRow"];
export type Directive = Schemas["Directive"];
export type DirectiveList = Schemas["DirectiveList"];
export type DirectiveDraft = Schemas["DirectiveGiveBody"];
export type Brief = Schemas["Brief"];
export type BriefRow = Schemas["BriefRow"];
export type BriefContent = Schemas["BriefContent"];
export type BriefLine = Schemas["BriefLine"];
export type Periodic = Schemas["Periodic"];
export type PeriodicBlock = Schemas["PeriodicBlock"];
export type PeriodicFilled = Schemas["PeriodicFilled"];
export type PeriodicRow = Schemas["PeriodicRow"];
export type PeriodicSetting = Schemas["PeriodicSetting"];
export type PeriodicTemplate = Schemas["PeriodicTemplate"];
export type PeriodicTemplates = Schemas["PeriodicTemplates"];
export type PeriodicTried = Schemas["PeriodicTried"];
export type Meeting = Schemas["Meeting"];
export type MeetingHeard = Schemas["MeetingHeard"];
export type MeetingPerson = Schemas["MeetingPerson"];
export type Person = Schemas["Person"];
export type HandoverRow = Schemas["HandoverRow"];
export type Handover = Schemas["Handover"];
export type HandoverLine = Schemas["HandoverLine"];
export type HandoverPost = Schemas["HandoverPost"];
export type HandoverSide = Schemas["HandoverSide"];
export type Ref = Schemas["Ref"];
export type Grant = Schemas["Grant"];
export type Me = Schemas["Me"];
export type Overview = Schemas["Overview"];
export type Latest = Schemas["Latest"];
export type Aqi = Schemas["AQI"];
export type Station = Schemas["Station"];
export type Action = Schemas["Action"];
export type Alert = Schemas["Alert"];
export type AlertGroup = Schemas["AlertGroup"];
export type AlertHide = Schemas["AlertHide"];
export type AlertMatcher = Schemas["AlertMatcher"];
export type AlertSettings = Schemas["AlertSettings"];
export type Silence = Schemas["Silence"];
export type SilenceDraft = Schemas["SilenceDraft"];
export type Maintenance = Schemas["Maintenance"];
export type Clock = Schemas["Clock"];
export type Step = Schemas["RunStep"];
export type LogLine = Schemas["LogLine"];
export type Evidence = Schemas["Evidence"];
export type Incident = Schemas["Incident"];
export type IncidentType = Schemas["IncidentType"];
export type Gathered = Schemas["Gathered"];
export type Proposal = Schemas["Proposal"];
export type CaseResource = Schemas["CaseResource"];
export type Sitreps = Schemas["Sitreps"];
export type Sitrep = Schemas["Sitrep"];
export type Signal = Schemas["Signal"];
export type Warning = Schemas["Warning"];
export type WarningContent = Schemas["WarningContent"];
export type WarningTemplate = Schemas["WarningTemplate"];
export type WarningFilled = Schemas["WarningFilled"];
export type Exercise = Schemas["Exercise"];
export type ExerciseRecord = Schemas["ExerciseRecord"];
export type ExerciseScript = Schemas["ExerciseScript"];
export type WarningForms = Schemas["WarningForms"];
export type Work = Schemas["Work"];
export type WorkReason = Schemas["WorkReason"];
export type WorkView = Schemas["WorkView"];
export type WorkFilter = Schemas["WorkFilter"];
export type WorkLoad = Schemas["WorkLoad"];
export type BulkResult = Schemas["BulkResult"];
export type Feed = Schemas["Feed"];
export type Health = Feed["health"];
export type Rule = Schemas["Rule"];
export type RuleDraft = Schemas["RuleDraft"];
export type RuleOne = Schemas["RuleOne"];
export type RuleChecked = Schemas["RuleChecked"];
export type RuleFault = Schemas["RuleFault"];
export type RuleFound = Schemas["RuleFound"];
export type Quarantined = Schemas["Quarantined"];
export type FeedContract = Schemas["FeedContract"];
export type FeedDraft = Schemas["FeedDraft"];
export type Trial = Schemas["Trial"];
export type Playbook = Schemas["Playbook"];
export type PlaybookPage = Schemas["PlaybookPage"];
export type PlaybookPlan = Schemas["PlaybookPlan"];
export type PlaybookDraft = Schemas["PlaybookDraft"];
export type PlaybookTried = Schemas["PlaybookTried"];
export type DraftFault = Schemas["DraftFault"];
export type DataForm = Schemas["DataForm"];
export type DataFormWhole = Schemas["DataFormWhole"];
export type DataElement = Schemas["DataElement"];
export type DataSet = Schemas["DataSet"];
export type DataSetWhole = Schemas["DataSetWhole"];
export type DataValue = Schemas["DataValue"];
export type DataSummary = Schemas["DataSummary"];
export type DataChange = Schemas["DataChange"];
export type DataWas = Schemas["DataWas"];
export type DataPunctual = Schemas["DataPunctual"];
export type DataBook = Schemas["DataBook"];
export type Dashboard = Schemas["Dashboard"];
export type DashboardRow = Schemas["DashboardRow"];
export type DashboardPart = Schemas["DashboardPart"];
export type DashboardFigure = Schemas["DashboardFigure"];
export type DashboardChange = Schemas["DashboardChange"];
export type Indicator = Schemas["Indicator"];
export type IndicatorValue = Schemas["IndicatorValue"];
export type IndicatorForecast = Schemas["IndicatorForecast"];
export type IndicatorSeries = Schemas["IndicatorSeries"];
export type IndicatorPedigree = Schemas["IndicatorPedigree"];
export type IndicatorStep = Schemas["IndicatorStep"];
export type IndicatorSource = Schemas["IndicatorSource"];
export type OpenSetRow = Schemas["OpenSetRow"];
export type OpenSetOne = Schemas["OpenSetOne"];
export type IndicatorFrame = Schemas["IndicatorFrame"];
export type LawAct = Schemas["LawAct"];
export type Area = Schemas["Area"];
export type Unit = Schemas["Unit"];
export type Account = Schemas["Account"];
export type Pack = Schemas["Pack"];
export type KnownPack = Schemas["KnownPack"];
export type PackPlan = Schemas["PackPlan"];
export type PlaceChange = Schemas["PlaceChange"];
export type PlaceOrder = Schemas["PlaceOrder"];
export type PlacePlan = Schemas["PlacePlan"];
export type CalendarYear = Schemas["CalendarYear"];
export type CalendarDay = Schemas["CalendarDay"];
export type CalendarEdit = Schemas["CalendarEdit"];
export type CalendarPlan = Schemas["CalendarPlan"];
export type KeptKind = Schemas["KeptKind"];
export type KeepingPlan = Schemas["KeepingPlan"];
export type KeepingChange = Schemas["KeepingChange"];
export type PrivacyRow = Schemas["PrivacyRow"];
export type PrivacyRequest = Schemas["PrivacyRequest"];
export type PrivacyPiece = Schemas["PrivacyPiece"];
export type PrivacyHeld = Schemas["PrivacyHeld"];
export type PrivacyFiled = Schemas["PrivacyFiled"];
export type PrivacyRegister = Schemas["PrivacyRegister"];
export type ConsentGiven = Schemas["ConsentGiven"];
export type LegalClock = Schemas["LegalClock"];
export type BreachRow = Schemas["BreachRow"];
export type Breach = Schemas["Breach"];
export type Retention = Schemas["Retention"];
export type RetentionList = Schemas["RetentionList"];
export type RetentionPiece = Schemas["RetentionPiece"];
export type ReportRow = Schemas["ReportRow"];
export type ReportOne = Schemas["ReportOne"];
export type ReportList = Schemas["ReportList"];
export type ReportPhoto = Schemas["ReportPhoto"];
export type ReportBox = Schemas["ReportBox"];
export type ReportTwin = Schemas["ReportTwin"];
export type ReportDo = Schemas["ReportDo"];
export type ReportKinds = Schemas["ReportKinds"];
export type ReportCategory = Schemas["ReportCategory"];
export type ReportQuestion = Schemas["ReportQuestion"];
export type ReportTaken = Schemas["ReportTaken"];
export type ReportPlan = Schemas["ReportPlan"];
export type ReportBan = Schemas["ReportBan"];
export type LedgerEntry = Schemas["Entry"];
export type Freshness = Latest["freshness"];

/** A measured value, or, asked by the hour, the figures of one hour. */
export type Gap = Schemas["Gap"];
export type History = Schemas["History"];
/** A page of values or means, with where values are missing. */
export interface SeriesPage extends List<Observation> {
  gaps: Gap[];
  cadence_s: number;
}
export type Observation = { at: string } & Partial<Schemas["Observation"]> & Partial<Schemas["Mean"]>;

/** A page of a list; `next` is empty on the last one. */
export interface List<T> {
  items: T[];
  next: string;
}

export interface BoundaryProperties {
  code: string;
  name: string;
  kind: string;
  parent: string;
  schematic: boolean;
  source: string;
}

/** The document leaves geometry open, since GeoJSON is a standard of its own. */
export type Boundaries = GeoJSON.FeatureCollection<GeoJSON.Geometry, BoundaryProperties>;

/** Items of the live line, which OpenAPI has no words for. */
export interface LiveObservation {
  station: string;
  parameter: string;
  value: number | null;
  unit: string;
  at: string;
  received: string;
  status: Latest["status"];
  feed: string;
}

export interface LiveChange {
  id?: string;
  code?: string;
  state: string;
  change: string;
}
