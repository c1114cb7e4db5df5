package console

import (
	"context"
	"net/http"

	"thanhdong/door/wire"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

type reportWordsInput struct {
	ByID
	Body ReportWords
}

type reportAssignInput struct {
	ByID
	Body struct {
		Unit     string `json:"unit" required:"false" maxLength:"64"`
		Category string `json:"category" required:"false" maxLength:"64" doc:"What it really is about; as it is when missing"`
		Words    string `json:"words" required:"false" maxLength:"20000"`
	}
}

type reportRejectInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" enum:"not-ours,emergency,complaint,no-content,insulting,duplicate,out-of-area,spam"`
		Words  string `json:"words" required:"false" maxLength:"20000" doc:"What the reporter is told"`
	}
}

type reportMergeInput struct {
	ByID
	Body struct {
		Into string `json:"into" maxLength:"64" doc:"Id"`
	}
}

type reportSaidInput struct {
	ByID
	Body struct {
		Words string `json:"words" required:"false" maxLength:"20000"`
	}
}

type reportAskInput struct {
	ByID
	Body struct {
		Words string `json:"words" required:"false" maxLength:"20000"`
		Until string `json:"until" required:"false" maxLength:"10" doc:"Last day on which the clock stands still"`
	}
}

type reportVisitInput struct {
	ByID
	Body struct {
		Mended bool   `json:"mended" doc:"What was said to be done is done; else the report is reopened"`
		Words  string `json:"words" maxLength:"20000"`
	}
}

type reportApproveInput struct {
	ByID
	Body struct {
		Pictures []string `json:"pictures" required:"false" maxItems:"50" doc:"SHA of those that may be published"`
	}
}

type reportRedactInput struct {
	ByID
	Body struct {
		Words  string `json:"words" required:"false" maxLength:"20000" doc:"Empty: as written, with personal details masked"`
		Answer string `json:"answer" required:"false" maxLength:"20000"`
	}
}

type reportPhotoInput struct {
	ByID
	SHA  string `path:"sha" maxLength:"64"`
	Body struct {
		Public bool        `json:"public"`
		Boxes  []ReportBox `json:"boxes" required:"false" maxItems:"100"`
	}
}

type reportBanInput struct {
	ByID
	Body struct {
		Kind  string `json:"kind" enum:"phone,email,sender"`
		Words string `json:"words" required:"false" maxLength:"20000" doc:"Why"`
		Until string `json:"until" required:"false" maxLength:"10" doc:"Last day"`
	}
}

// reportNow answers a command with the report as it is after, also where who did it may no longer read it.
func (c *Console) reportNow(ctx context.Context, r report.Report, err error) (*out[ReportOne], error) {
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (ReportOne, error) { return s.reportWhole(ctx, r) })
}

func (c *Console) addReportVerbs() {
	errors := []int{http.StatusNotFound, http.StatusConflict}
	verb := func(name, summary string) asked {
		return asked{method: http.MethodPost, path: "/reports/{id}/" + name, id: "report-" + name, summary: summary, errors: errors}
	}
	rs := c.Reports
	add(c, verb("assign", "Give it to the unit that handles it"), func(ctx context.Context, in *reportAssignInput) (*out[ReportOne], error) {
		r, err := rs.Assign(ctx, in.ID, in.Body.Unit, in.Body.Category, in.Body.Words)
		return c.reportNow(ctx, r, err)
	})
	add(c, verb("reject", "Say why nothing will be done"), func(ctx context.Context, in *reportRejectInput) (*out[ReportOne], error) {
		r, err := rs.Reject(ctx, in.ID, in.Body.Reason, in.Body.Words)
		return c.reportNow(ctx, r, err)
	})
	add(c, verb("merge", "Say that it is the same matter as another"), func(ctx context.Context, in *reportMergeInput) (*out[ReportOne], error) {
		r, err := rs.Merge(ctx, in.ID, in.Body.Into)
		return c.reportNow(ctx, r, err)
	})
	worded := func(name, summary string, do func(context.Context, string, string) (report.Report, error)) {
		add(c, verb(name, summary), func(ctx context.Context, in *reportSaidInput) (*out[ReportOne], error) {
			r, err := do(ctx, in.ID, in.Body.Words)
			return c.reportNow(ctx, r, err)
		})
	}
	worded("part", "Take it out of the one that it was merged with", rs.Part)
	worded("return", "Say that it is not this unit's matter", rs.Return)
	worded("reopen", "Take it up again", rs.Reopen)
	worded("withdraw", "Take what was published back", rs.Withdraw)
	add(c, verb("start", "Say that somebody is at it"), func(ctx context.Context, in *ByID) (*out[ReportOne], error) {
		r, err := rs.Start(ctx, in.ID)
		return c.reportNow(ctx, r, err)
	})
	add(c, verb("ask", "Ask the reporter for what is missing"), func(ctx context.Context, in *reportAskInput) (*out[ReportOne], error) {
		r, err := rs.AskInfo(ctx, in.ID, in.Body.Words, text.Day(in.Body.Until))
		return c.reportNow(ctx, r, err)
	})
	add(c, verb("resolve", "Say what was done; it takes proof at its item"), func(ctx context.Context, in *reportWordsInput) (*out[ReportOne], error) {
		r, err := rs.Resolve(ctx, in.ID, in.Body.Answer, in.Body.Easy)
		return c.reportNow(ctx, r, err)
	})
	add(c, verb("visit", "Say what was found at a report that was drawn; it takes a photo at the visit's item"), func(ctx context.Context, in *reportVisitInput) (*out[ReportOne], error) {
		r, err := rs.Visit(ctx, in.ID, in.Body.Mended, in.Body.Words)
		return c.reportNow(ctx, r, err)
	})
	add(c, verb("approve", "Let it be published"), func(ctx context.Context, in *reportApproveInput) (*out[ReportOne], error) {
		r, err := rs.Approve(ctx, in.ID, in.Body.Pictures...)
		return c.reportNow(ctx, r, err)
	})
	add(c, verb("redact", "Change the words that are published"), func(ctx context.Context, in *reportRedactInput) (*out[ReportOne], error) {
		r, err := rs.Redact(ctx, in.ID, report.Said{Words: in.Body.Words, Answer: in.Body.Answer})
		return c.reportNow(ctx, r, err)
	})
	add(c, verb("photos/{sha}", "Cover parts of a picture, and say whether it is published"), func(ctx context.Context, in *reportPhotoInput) (*out[ReportOne], error) {
		r, err := rs.Retouch(ctx, in.ID, in.SHA, wire.Map(in.Body.Boxes, func(b ReportBox) report.Box { return report.Box(b) }), in.Body.Public)
		return c.reportNow(ctx, r, err)
	})
	add(c, verb("ban", "Refuse what comes from where it came from, but for danger"), func(ctx context.Context, in *reportBanInput) (*out[ReportOne], error) {
		r, err := rs.Forbid(ctx, in.ID, in.Body.Kind, in.Body.Words, text.Day(in.Body.Until))
		return c.reportNow(ctx, r, err)
	})
	c.addReportFiles()
}
