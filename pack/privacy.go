package pack

import (
	"context"
	"strings"

	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/serve/privacy"
)

// PrivacySetting is a row of the part privacy: a legal clock, a purpose of consent, or how long a kind of data is kept.
type PrivacySetting struct {
	Code    string // "clock/…", "purpose/…", "keeping/…"
	Clock   *PrivacyClock
	Purpose *PrivacyPurpose
	Keeping *PrivacyKeeping
}

// PrivacyClock is the time that an act sets, from a day on.
type PrivacyClock struct {
	For   string   `yaml:"for"`
	From  text.Day `yaml:"from"`
	To    text.Day `yaml:"to"`
	Limit Duration `yaml:"limit"`
	Legal []Cite   `yaml:"legal"`
	Mark  string   `yaml:"mark"`
}

// PrivacyPurpose is what people may be asked to agree to.
type PrivacyPurpose struct {
	Code  string   `yaml:"code"`
	Name  text.L   `yaml:"name"`
	Words text.L   `yaml:"words"`
	Kinds []string `yaml:"kinds"`
	Legal []Cite   `yaml:"legal"`
	Mark  string   `yaml:"mark"`
}

// PrivacyKeeping is how long a kind of data is kept, and how long a plan to erase stands first.
type PrivacyKeeping struct {
	Kind   string   `yaml:"kind"`
	Keep   Duration `yaml:"keep"`
	Notice Duration `yaml:"notice"`
	Why    text.L   `yaml:"why"`
	Legal  []Cite   `yaml:"legal"`
	Mark   string   `yaml:"mark"`
}

func takePrivacy(p *Pack, d *doc) error {
	var file struct {
		Mark     string           `yaml:"mark"`
		Notice   Duration         `yaml:"notice"`
		Clocks   []PrivacyClock   `yaml:"clocks"`
		Purposes []PrivacyPurpose `yaml:"purposes"`
		Keeping  []PrivacyKeeping `yaml:"keeping"`
	}
	err := d.decode(&file)
	add := func(s PrivacySetting, list string, i int) {
		p.note("privacy", s.Code, d, list, i)
		p.Privacy = append(p.Privacy, s)
	}
	for i, c := range file.Clocks {
		c.Mark = or(c.Mark, file.Mark)
		add(PrivacySetting{Code: "clock/" + c.stored().Code(), Clock: &c}, "clocks", i)
	}
	for i, u := range file.Purposes {
		u.Mark = or(u.Mark, file.Mark)
		add(PrivacySetting{Code: "purpose/" + u.Code, Purpose: &u}, "purposes", i)
	}
	for i, k := range file.Keeping {
		k.Mark = or(k.Mark, file.Mark)
		if k.Notice == 0 {
			k.Notice = file.Notice
		}
		add(PrivacySetting{Code: "keeping/" + k.Kind, Keeping: &k}, "keeping", i)
	}
	return err
}

// privacy holds the rows against what the rooms would say, and what they cite against the acts.
func (c *checker) privacy() {
	for _, s := range c.p.Privacy {
		row := "privacy " + s.Code
		c.because(row, s.check())
		c.cite(row, s.legal()...)
		if k := s.Clock; k != nil {
			c.days(row, k.From, k.To)
		}
	}
}

func (s PrivacySetting) legal() []Cite {
	switch {
	case s.Clock != nil:
		return s.Clock.Legal
	case s.Purpose != nil:
		return s.Purpose.Legal
	}
	return s.Keeping.Legal
}

func (s PrivacySetting) check() error {
	switch {
	case s.Clock != nil:
		return s.Clock.stored().Validate()
	case s.Purpose != nil:
		return s.Purpose.stored().Validate()
	}
	return s.Keeping.stored().Validate()
}

func (s PrivacySetting) put(ctx context.Context, tx *db.Tx) error {
	switch {
	case s.Clock != nil:
		return privacy.PutClock(ctx, tx, s.Clock.stored())
	case s.Purpose != nil:
		return consent.PutPurpose(ctx, tx, s.Purpose.stored())
	}
	return consent.PutKeeping(ctx, tx, s.Keeping.stored())
}

func endPrivacy(ctx context.Context, tx *db.Tx, code string) error {
	kind, code, _ := strings.Cut(code, "/")
	switch kind {
	case "clock":
		return privacy.EndClock(ctx, tx, code)
	case "purpose":
		return consent.EndPurpose(ctx, tx, code)
	}
	return consent.EndKeeping(ctx, tx, code)
}

func (c PrivacyClock) stored() privacy.Clock {
	return privacy.Clock{For: c.For, From: c.From, To: c.To, Limit: c.Limit.Std(), Legal: basis(c.Legal), Mark: c.Mark}
}

func (p PrivacyPurpose) stored() consent.Purpose {
	return consent.Purpose{Code: p.Code, Name: p.Name, Words: p.Words, Kinds: p.Kinds, Legal: basis(p.Legal), Mark: p.Mark}
}

func (k PrivacyKeeping) stored() consent.Keeping {
	return consent.Keeping{Kind: k.Kind, Keep: k.Keep.Std(), Notice: k.Notice.Std(), Why: k.Why, Legal: basis(k.Legal), Mark: k.Mark}
}

func basis(cites []Cite) (legal []consent.Legal) {
	for _, c := range cites {
		legal = append(legal, consent.Legal(c))
	}
	return legal
}
