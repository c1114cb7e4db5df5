package body

// Mapping says, as data of a contract, how a source's own form becomes readings:
// which column or field is the station, the time, the values. A row may hold one
// value or many. Without a mapping a source speaks the plain form of [Read].
type Mapping struct {
	Format    string      `json:"format" enum:"csv,json" doc:"csv, or json: an array, objects on lines, or one object"`
	Delimiter string      `json:"delimiter,omitempty" enum:"comma,semicolon,tab,pipe" doc:"CSV; what the first line uses when left out"`
	Decimal   string      `json:"decimal,omitempty" enum:"point,comma" doc:"The decimal sign; point when left out"`
	Skip      int         `json:"skip,omitempty" minimum:"0" maximum:"100" doc:"CSV: lines before the line of names"`
	Names     []string    `json:"names,omitempty" doc:"CSV without a line of names: the names of its columns, in order"`
	Rows      string      `json:"rows,omitempty" doc:"JSON: where the rows lie in an object, as a/b"`
	Where     []MapWhere  `json:"where,omitempty" doc:"Only rows in which each of these columns has one of its words"`
	Station   MapStation  `json:"station"`
	Time      MapTime     `json:"time"`
	Status    *MapStatus  `json:"status,omitempty"`
	Values    []MapColumn `json:"values"`
	Empty     string      `json:"empty,omitempty" enum:"skip,keep,refuse" doc:"What an empty cell is: nothing (skip, when left out), no value with status 02 (keep), a fault (refuse)"`
	Missing   []string    `json:"missing,omitempty" doc:"Words that mean an empty cell: NA, -, -999"`
}

// MapWhere chooses rows.
type MapWhere struct {
	Column string   `json:"column"`
	In     []string `json:"in"`
}

// MapStation says which station a row speaks of. What is found is the station's
// code, one of the contract's keys, or what By names.
type MapStation struct {
	Column   string `json:"column,omitempty"`
	Constant string `json:"constant,omitempty"`
	Prefix   string `json:"prefix,omitempty" doc:"Put before what the column says"`
	By       string `json:"by,omitempty" doc:"name: the station's name; else the attribute of the station that holds the source's key"`
}

// MapTime says when: one column with its form, or a date split over columns.
type MapTime struct {
	Column  string `json:"column,omitempty"`
	Form    string `json:"form,omitempty" doc:"rfc3339 (when left out), unix, unix_ms, or a pattern of yyyy MM M dd d HH H mm ss"`
	Year    string `json:"year,omitempty" doc:"Column of the year"`
	Month   string `json:"month,omitempty"`
	Day     string `json:"day,omitempty"`
	Clock   string `json:"clock,omitempty" doc:"Column of the hour (7, 07:30, 07:30:00)"`
	Zone    string `json:"zone,omitempty" doc:"Where the time names none: +07:00 (when left out), UTC, or a name such as Asia/Bangkok"`
	Period  string `json:"period,omitempty" enum:"hour,day,month,year" doc:"The value stands for a period; it is kept at the period's start"`
	Written string `json:"written,omitempty" enum:"start,end,last" doc:"What is written of the period: its start (or anything within it), the instant at which it ends, or its last day or hour"`
}

// MapStatus says which words mean 00, 01 and 02.
type MapStatus struct {
	Column string            `json:"column"`
	Words  map[string]string `json:"words,omitempty" doc:"The source's word and its status; 00, 01 and 02 themselves need none"`
}

// MapColumn is one value of a row. The parameter and the unit are stated, or lie
// in columns of their own.
type MapColumn struct {
	Column          string            `json:"column"`
	Parameter       string            `json:"parameter,omitempty"`
	ParameterColumn string            `json:"parameter_column,omitempty"`
	Parameters      map[string]string `json:"parameters,omitempty" doc:"The source's word and the parameter"`
	Unit            string            `json:"unit,omitempty" doc:"In which the source writes; the contract's when left out"`
	UnitColumn      string            `json:"unit_column,omitempty"`
	Celsius         *float64          `json:"celsius,omitempty" doc:"Temperature at which ppb and ppm become µg/m³ and mg/m³; 25 when left out"`
}
