package account

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Filter narrows a list.
type Filter struct {
	Q     string // words of the name, the title or the unit's code, with or without diacritics
	After string // id of the last one of the page before
	Limit int    // all when 0
}

// List gives the accounts that the actor of ctx may read, by name; next is what After of the following
// page is, empty at the end.
func (a *Accounts) List(ctx context.Context, f Filter) (accounts []Account, next string, err error) {
	where, args := actor.From(ctx).Where(Read, "a.unit_path", "a.area_path")
	words, more := db.Holding("a.search", text.SearchKey(f.Q))
	where, args = where+` AND `+words, append(args, more...)
	err = a.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		accounts, err = read(ctx, tx, "", "0", where, nil, args...)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list accounts: %w", err)
	}
	text.SortBy(accounts, func(a Account) string { return a.Shown().VI })
	if i := slices.IndexFunc(accounts, func(a Account) bool { return a.ID == f.After }); f.After != "" {
		accounts = accounts[i+1:]
	}
	if f.Limit > 0 && len(accounts) > f.Limit {
		accounts = accounts[:f.Limit]
		next = accounts[f.Limit-1].ID
	}
	return accounts, next, nil
}

// Get gives one account that the actor of ctx may read; people may read their own.
func (a *Accounts) Get(ctx context.Context, id string) (Account, error) {
	acc, err := a.byID(ctx, id)
	if err != nil {
		return Account{}, err
	}
	if who := actor.From(ctx); who.ID != acc.ID && !who.May(Read, acc.Scope()) {
		return Account{}, fault.New(fault.NotFound, "account.unknown")
	}
	return acc, nil
}

// Names gives what is shown for some accounts, whoever asks: a log line names who acted to everyone
// who may read the line. Ids that are no account are left out.
func Names(ctx context.Context, tx *db.Tx, ids []string) (map[string]text.L, error) {
	names := map[string]text.L{}
	for chunk := range slices.Chunk(ids, 100) {
		args := make([]any, len(chunk))
		for i, id := range chunk {
			args[i] = id
		}
		rows, err := tx.Query(ctx, `SELECT id, name, title_vi, title_en FROM account WHERE id IN (?`+strings.Repeat(", ?", len(chunk)-1)+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("read names: %w", err)
		}
		for rows.Next() {
			var a Account
			if err := rows.Scan(&a.ID, &a.Name, &a.Title.VI, &a.Title.EN); err != nil {
				rows.Close()
				return nil, fmt.Errorf("read names: %w", err)
			}
			names[a.ID] = a.Shown()
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("read names: %w", err)
		}
		rows.Close()
	}
	return names, nil
}

func (a *Accounts) byID(ctx context.Context, id string) (acc Account, err error) {
	err = a.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		acc, err = one(ctx, tx, `a.id = ?`, id)
		return err
	})
	return acc, err
}

// find looks an account up by id or by name. No name begins like an id.
func find(ctx context.Context, tx *db.Tx, nameOrID string) (Account, error) {
	if strings.HasPrefix(nameOrID, idPrefix+"_") {
		return one(ctx, tx, `a.id = ?`, nameOrID)
	}
	return one(ctx, tx, `a.name_key = ?`, text.NameKey(nameOrID))
}

func one(ctx context.Context, tx *db.Tx, where string, args ...any) (Account, error) {
	found, err := read(ctx, tx, "", "0", where, nil, args...)
	if err != nil {
		return Account{}, err
	}
	if len(found) == 0 {
		return Account{}, fault.New(fault.NotFound, "account.unknown")
	}
	return found[0], nil
}

func unknown(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "account.unknown")
	}
	return err
}

// read gives accounts with their grants resolved on the day of the transaction, in one query. extra is
// one more number to select, scanned into seen when that is not nil.
func read(ctx context.Context, tx *db.Tx, join, extra, where string, seen *int64, args ...any) ([]Account, error) {
	today := string(text.DayOf(tx.Now()))
	on := func(alias string) string {
		return `(` + alias + `.valid_from IS NULL OR ` + alias + `.valid_from <= ?) AND (` + alias + `.valid_to IS NULL OR ` + alias + `.valid_to > ?)`
	}
	rows, err := tx.Query(ctx, `SELECT a.id, a.name, a.title_vi, a.title_en, a.unit, a.unit_path, a.area_path, a.state, a.sample, a.created_at, COALESCE(a.last_seen, 0), `+extra+`,
			g.role, g.unit, g.area, u.path, r.path
		FROM account a `+join+` LEFT JOIN account_grant g ON g.account = a.id
		LEFT JOIN unit u ON u.code = g.unit AND `+on("u")+`
		LEFT JOIN area r ON r.code = g.area AND `+on("r")+`
		WHERE `+where+` ORDER BY a.id, g.role, g.unit, g.area`, append([]any{today, today, today, today}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	defer rows.Close()
	var accounts []Account
	for rows.Next() {
		var a Account
		var sample, created, last, number int64
		var role, unit, area, unitPath, areaPath *string
		if err := rows.Scan(&a.ID, &a.Name, &a.Title.VI, &a.Title.EN, &a.Unit, &a.UnitPath, &a.AreaPath, &a.State, &sample, &created, &last, &number,
			&role, &unit, &area, &unitPath, &areaPath); err != nil {
			return nil, fmt.Errorf("read accounts: %w", err)
		}
		if n := len(accounts); n == 0 || accounts[n-1].ID != a.ID {
			a.Sample, a.CreatedAt, a.LastSeen = sample == 1, db.Time(created), when(last)
			accounts = append(accounts, a)
		}
		if seen != nil {
			*seen = number
		}
		if role != nil {
			here := &accounts[len(accounts)-1]
			here.Grants = append(here.Grants, actor.Grant{Role: actor.Role(*role), Unit: *unit, Area: *area, UnitPath: or(unitPath), AreaPath: or(areaPath)})
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	return accounts, succeed(ctx, tx, accounts)
}

func or(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// IDs gives the ids of accounts by the names that are typed to sign in, whoever asks. Names without an
// account are left out.
func IDs(ctx context.Context, tx *db.Tx, names []string) (map[string]string, error) {
	ids := map[string]string{}
	for _, name := range names {
		var id string
		err := tx.QueryRow(ctx, `SELECT id FROM account WHERE name_key = ?`, text.NameKey(name)).Scan(&id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("find account %s: %w", name, err)
		}
		ids[name] = id
	}
	return ids, nil
}
