package signin

import (
	"context"
	"net/http"
	"slices"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Deps are what the door needs.
type Deps struct {
	DB       *db.DB
	Accounts *account.Accounts
	Version  string
	Sample   bool
	Frame    func(ctx context.Context) (string, error) // of the applied packs
	// Drill says which exercise this is the world of; nil in the real one.
	Drill func(ctx context.Context) (*wire.Drill, error)
}

type door struct {
	Deps
	flood *wire.Limiter
}

// Tries that fail: thirty at once from one place, then one a second. What counts
// is ground/account's limit; this one only spares the disk.
const (
	floodBurst = 30
	floodEvery = time.Second
)

// Register puts the door's addresses on the mux.
func Register(mux *http.ServeMux, d Deps) {
	s := &door{Deps: d, flood: wire.NewLimiter(floodBurst, floodEvery, d.DB.Now)}
	mux.Handle("POST /api/v1/session", wire.Handler(s.in))
	mux.Handle("GET /api/v1/session", wire.Handler(s.who))
	mux.Handle("DELETE /api/v1/session", wire.Handler(s.out))
}

func (s *door) in(w http.ResponseWriter, r *http.Request) error {
	if !wire.Secure(r) && !wire.Local(r) {
		return fault.New(fault.Forbidden, "wire.plain_http")
	}
	key := wire.RemoteKey(r)
	if err := s.flood.Take(key); err != nil {
		return err
	}
	var in struct {
		Name     string `json:"name"`
		Password string `json:"password"`
	}
	if err := wire.Read(r, &in); err != nil {
		return err
	}
	session, err := s.Accounts.SignIn(r.Context(), in.Name, in.Password, wire.Remote(r).String())
	if err != nil {
		return err
	}
	s.flood.Return(key)
	// The session that this browser had is over; nobody would ever end it.
	if err := s.Accounts.SignOut(r.Context(), wire.SessionSecret(r)); err != nil {
		return err
	}
	if err := wire.SetSession(w, r, session.Token); err != nil {
		return err
	}
	return s.me(actor.With(r.Context(), session.Account.Actor()), w, session.Account)
}

func (s *door) who(w http.ResponseWriter, r *http.Request) error {
	a, err := wire.Person(r.Context())
	if err != nil {
		return err
	}
	acc, err := s.Accounts.Get(r.Context(), a.ID)
	if err != nil {
		return err
	}
	return s.me(r.Context(), w, acc)
}

func (s *door) out(w http.ResponseWriter, r *http.Request) error {
	if err := s.Accounts.SignOut(r.Context(), wire.SessionSecret(r)); err != nil {
		return err
	}
	if err := wire.SetSession(w, r, ""); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// me answers with the account in the reader's words.
func (s *door) me(ctx context.Context, w http.ResponseWriter, a account.Account) error {
	lang := wire.Lang(ctx)
	me := wire.Me{
		ID: a.ID, Name: a.Shown().In(lang), Grants: []wire.Grant{}, Verbs: verbs(a.Grants),
		Sample: s.Sample, Version: s.Version, Now: wire.At(s.DB.Now()),
	}
	var err error
	if me.Frame, err = s.Frame(actor.With(ctx, actor.System("signin"))); err != nil {
		return err
	}
	if s.Drill != nil {
		if me.Drill, err = s.Drill(ctx); err != nil {
			return err
		}
	}
	err = s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if me.Unit, err = unitRef(ctx, tx, a.Unit, lang); err != nil {
			return err
		}
		given := map[string]bool{}
		for _, g := range a.Grants {
			if key := string(g.Role) + " " + g.For; g.For != "" {
				if given[key] {
					continue // another successor of what was given once
				}
				given[key] = true
			}
			u, err := unitRef(ctx, tx, g.Unit, lang)
			if err != nil {
				return err
			}
			r, err := areaRef(ctx, tx, g.Area, lang)
			if err != nil {
				return err
			}
			me.Grants = append(me.Grants, wire.Grant{Role: string(g.Role), RoleName: wire.RoleName(lang, g.Role), Unit: u, Area: r, Undecided: g.Undecided})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return wire.JSON(w, http.StatusOK, me)
}

// verbs are what some grant allows somewhere, so that a screen leaves out what
// its reader can never do.
func verbs(grants []actor.Grant) []string {
	may := []string{}
	for _, v := range actor.Verbs() {
		if slices.ContainsFunc(grants, func(g actor.Grant) bool { return slices.Contains(v.Roles(), g.Role) }) {
			may = append(may, v.Name())
		}
	}
	return may
}

// unitRef names a unit of today; a grant whose unit has ended keeps its code.
func unitRef(ctx context.Context, tx *db.Tx, code string, lang text.Lang) (wire.Ref, error) {
	u, err := unit.ByCode(ctx, tx, code, "")
	if fault.Is(err, fault.NotFound) {
		return wire.Ref{Code: code, Name: code}, nil
	}
	return wire.Ref{Code: code, Name: u.Name.In(lang)}, err
}

func areaRef(ctx context.Context, tx *db.Tx, code string, lang text.Lang) (wire.Ref, error) {
	a, err := area.ByCode(ctx, tx, code, "")
	if fault.Is(err, fault.NotFound) {
		return wire.Ref{Code: code, Name: code}, nil
	}
	return wire.Ref{Code: code, Name: a.Name.In(lang)}, err
}
