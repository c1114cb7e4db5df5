package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/act/exercise"
	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/text"
)

// Exercise is a drill. A list leaves steps, people and report empty.
type Exercise struct {
	ID        string           `json:"id"`
	Number    string           `json:"number"`
	Name      string           `json:"name"`
	State     string           `json:"state" enum:"planned,starting,running,paused,ended,scored,dropped"`
	Archived  bool             `json:"archived" doc:"Its world was removed"`
	Script    string           `json:"script" doc:"Name of its script"`
	Sample    bool             `json:"sample" doc:"The figures of its script are made up"`
	Playbook  string           `json:"playbook" doc:"Code of the playbook under drill; empty without one"`
	Owner     wire.Ref         `json:"owner"`
	Area      wire.Ref         `json:"area"`
	Speed     int              `json:"speed" doc:"Seconds inside in one outside"`
	PlannedBy string           `json:"planned_by"`
	StartedAt *time.Time       `json:"started_at"`
	EndedAt   *time.Time       `json:"ended_at"`
	Inside    *time.Time       `json:"inside" doc:"The time inside now"`
	Lasts     int              `json:"lasts_s" doc:"What the script usually takes"`
	Size      int64            `json:"size" doc:"Bytes that its world takes"`
	People    []ExercisePerson `json:"people"`
	Steps     []ExerciseStep   `json:"steps"`
	Report    *ExerciseReport  `json:"report"`
	Actions   []ExerciseAction `json:"actions"`
}

// ExercisePerson takes part.
type ExercisePerson struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// ExerciseStep is one thing of the script.
type ExerciseStep struct {
	AfterS   int        `json:"after_s"`
	Kind     string     `json:"kind" enum:"message,values,alert,call,replay"`
	Words    string     `json:"words"`
	PlayedAt *time.Time `json:"played_at"`
	Fault    string     `json:"fault" doc:"Why it could not be played; empty when it was"`
}

// ExerciseAction is something that can be done to an exercise now.
type ExerciseAction struct {
	Verb    string `json:"verb" enum:"start,pause,resume,end,score,archive,drop"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why" doc:"In words, when it is not allowed"`
}

// ExerciseRecord is one thing that would have left the world.
type ExerciseRecord struct {
	Way   string    `json:"way"`
	To    string    `json:"to" doc:"Name of the person; empty for everybody"`
	Title string    `json:"title"`
	Words string    `json:"words"`
	At    time.Time `json:"at" doc:"Inside"`
}

// ExerciseScript is what a pack brings to be played.
type ExerciseScript struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	About    string `json:"about"`
	Playbook string `json:"playbook"`
	Speed    int    `json:"speed"`
	Lasts    int    `json:"lasts_s"`
	Steps    int    `json:"steps"`
	Sample   bool   `json:"sample" doc:"Its figures are made up"`
}

func (c *Console) addExercises() {
	const get, post = http.MethodGet, http.MethodPost
	const missing, conflict = http.StatusNotFound, http.StatusConflict
	add(c, asked{method: get, path: "/exercises", id: "exercise-list", summary: "Exercises, newest first"}, show(c, c.exerciseList))
	add(c, asked{method: post, path: "/exercises", id: "exercise-plan", summary: "Plan an exercise", status: http.StatusCreated}, c.exercisePlan)
	add(c, asked{method: get, path: "/exercises/scripts", id: "exercise-scripts", summary: "Scripts that can be played"}, show(c, c.exerciseScripts))
	add(c, asked{method: get, path: "/exercises/{id}", id: "exercise", summary: "One exercise", errors: []int{missing}}, show(c, c.exerciseOne))
	add(c, asked{method: get, path: "/exercises/{id}/records", id: "exercise-records", summary: "What would have left its world, newest first", errors: []int{missing}}, show(c, c.exerciseRecords))
	move := func(verb, summary string, do func(context.Context, string) (exercise.Exercise, error)) {
		add(c, asked{method: post, path: "/exercises/{id}/" + verb, id: "exercise-" + verb, summary: summary, errors: []int{missing, conflict}},
			func(ctx context.Context, in *ByID) (*out[Exercise], error) {
				if _, err := do(ctx, in.ID); err != nil {
					return nil, err
				}
				return show(c, c.exerciseOne)(ctx, in)
			})
	}
	move("start", "Make its world and let its clock go", c.Exercises.Start)
	move("pause", "Stop its clock", c.Exercises.Pause)
	move("resume", "Let its clock go on", c.Exercises.Resume)
	move("end", "End it for good", c.Exercises.End)
	move("score", "Make its report, once", c.Exercises.Score)
	move("archive", "Remove its world; the report stays", c.Exercises.Archive)
	move("drop", "Give up what was planned", c.Exercises.Drop)
}

type listInput struct {
	Limit int    `query:"limit" minimum:"1" maximum:"200"`
	After string `query:"after" doc:"Cursor of the page before"`
}

func (c *Console) exerciseList(ctx context.Context, s *speaker, in *listInput) (wire.List[Exercise], error) {
	list, next, err := c.Exercises.List(ctx, in.Limit, in.After)
	if err != nil {
		return wire.List[Exercise]{}, err
	}
	return page(list, next, func(e exercise.Exercise) (Exercise, error) { return c.exercise(ctx, s, e) })
}

func (c *Console) exercise(ctx context.Context, s *speaker, e exercise.Exercise) (Exercise, error) {
	owner, where, err := s.refs(ctx, e.Unit, e.Area)
	if err != nil {
		return Exercise{}, err
	}
	size, err := c.Exercises.Size(ctx, e)
	if err != nil {
		return Exercise{}, err
	}
	x := Exercise{
		ID: e.ID, Number: e.Number, Name: e.Name, State: string(e.State), Archived: !e.ArchivedAt.IsZero(), Script: e.Script.Name.In(s.lang), Sample: e.Script.Sample,
		Playbook: e.Playbook, Owner: owner, Area: where, Speed: e.Speed, PlannedBy: e.PlannedName, StartedAt: wire.Maybe(e.Base), EndedAt: wire.Maybe(e.EndedAt),
		Inside: wire.Maybe(e.Now(s.now)), Lasts: int(e.Script.Lasts.Std() / time.Second), Size: size, People: []ExercisePerson{}, Steps: []ExerciseStep{},
	}
	x.Actions = wire.Map(e.Actions(ctx), func(a exercise.Action) ExerciseAction { return ExerciseAction(s.action(a.Verb, a.Why)) })
	return x, nil
}

func (c *Console) exerciseOne(ctx context.Context, s *speaker, in *ByID) (Exercise, error) {
	e, err := c.Exercises.Get(ctx, in.ID)
	if err != nil {
		return Exercise{}, err
	}
	x, err := c.exercise(ctx, s, e)
	if err != nil {
		return Exercise{}, err
	}
	names, err := account.Names(ctx, s.tx, e.People)
	if err != nil {
		return Exercise{}, err
	}
	x.People = wire.Map(e.People, func(id string) ExercisePerson { return ExercisePerson{ID: id, Name: names[id].In(s.lang)} })
	played, err := c.Exercises.PlayedSteps(ctx, e.ID)
	if err != nil {
		return Exercise{}, err
	}
	for _, step := range e.Script.Steps {
		x.Steps = append(x.Steps, ExerciseStep{AfterS: int(step.At.Std() / time.Second), Kind: step.Kind(), Words: step.In(s.lang)})
	}
	for _, p := range played {
		if p.Step < len(x.Steps) {
			x.Steps[p.Step].PlayedAt = wire.Maybe(p.At)
			if p.Fault != "" {
				x.Steps[p.Step].Fault = text.T(s.lang, p.Fault, nil)
			}
		}
	}
	if e.Report != nil {
		x.Report = s.report(*e.Report)
	}
	return x, nil
}

type recordsInput struct {
	ByID
	Limit int    `query:"limit" minimum:"1" maximum:"200"`
	After string `query:"after" doc:"Cursor of the page before"`
}

func (c *Console) exerciseRecords(ctx context.Context, s *speaker, in *recordsInput) (wire.List[ExerciseRecord], error) {
	list, next, err := c.Exercises.Records(ctx, in.ID, in.Limit, in.After)
	if err != nil {
		return wire.List[ExerciseRecord]{}, err
	}
	var ids []string
	for _, r := range list {
		ids = append(ids, r.To)
	}
	names, err := account.Names(ctx, s.tx, ids)
	if err != nil {
		return wire.List[ExerciseRecord]{}, err
	}
	return page(list, next, func(r exercise.Record) (ExerciseRecord, error) {
		return ExerciseRecord{Way: r.Way, To: names[r.To].In(s.lang), Title: r.Title, Words: r.Words, At: wire.At(r.At)}, nil
	})
}

func (c *Console) exerciseScripts(ctx context.Context, s *speaker, _ *struct{}) (wire.List[ExerciseScript], error) {
	list, err := c.Exercises.Scripts(ctx)
	if err != nil {
		return wire.List[ExerciseScript]{}, err
	}
	return page(list, "", func(x exercise.Script) (ExerciseScript, error) {
		return ExerciseScript{Code: x.Code, Name: x.Name.In(s.lang), About: x.About.In(s.lang), Playbook: x.Playbook, Speed: max(1, x.Speed),
			Lasts: int(x.Lasts.Std() / time.Second), Steps: len(x.Steps), Sample: x.Sample}, nil
	})
}

type planInput struct {
	Body struct {
		Name     string   `json:"name" maxLength:"200"`
		Code     string   `json:"code" required:"false" maxLength:"64" doc:"Of a script that a pack brings"`
		Script   string   `json:"script" required:"false" doc:"One's own script, YAML or JSON"`
		Playbook string   `json:"playbook" required:"false" maxLength:"64" doc:"Under drill; the script's when missing"`
		Unit     string   `json:"unit" required:"false" maxLength:"40" doc:"Who runs it; the planner's own unit when missing"`
		Area     string   `json:"area" required:"false" maxLength:"10"`
		Speed    int      `json:"speed" required:"false" minimum:"0" maximum:"1000" doc:"The script's when 0"`
		People   []string `json:"people" required:"false" doc:"Ids of accounts; the planner takes part in any case"`
	}
}

func (c *Console) exercisePlan(ctx context.Context, in *planInput) (*out[Exercise], error) {
	b := in.Body
	if b.Unit == "" {
		b.Unit = actor.From(ctx).Unit
	}
	e, err := c.Exercises.Plan(ctx, exercise.NewExercise{Name: b.Name, Code: b.Code, Script: b.Script, Playbook: b.Playbook, Unit: b.Unit, Area: b.Area, Speed: b.Speed, People: b.People})
	if err != nil {
		return nil, err
	}
	return show(c, c.exerciseOne)(ctx, &ByID{ID: e.ID})
}
