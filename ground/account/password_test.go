package account

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
)

func TestCheckingAnUnknownNameCostsTheSameWork(t *testing.T) {
	ok, params, err := argon2id.CheckHash("bất kỳ", nobody)
	if err != nil || ok {
		t.Fatalf("the hash of nobody: %v, %v", ok, err)
	}
	if *params != strength {
		t.Errorf("nobody's hash has the strength %+v, others have %+v", *params, strength)
	}
}

func TestAWeakStoredPasswordIsMadeStrongerAtSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		weak, err := argon2id.CreateHash("một mật khẩu dài", &argon2id.Params{Memory: 8 * 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
		if err != nil {
			t.Fatal(err)
		}
		stored := func(set string) (now string) {
			err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if set != "" {
					_, err := tx.Exec(ctx, `INSERT INTO account (id, name, name_key, title_vi, title_en, search, unit, unit_path, area_path, password, state, sample, created_at)
						VALUES ('acc_1', 'an', 'an', '', '', 'an', 'H23', '/H23/', '/30/', ?, 'active', 0, 0)`, set)
					return err
				}
				return tx.QueryRow(ctx, `SELECT password FROM account`).Scan(&now)
			})
			if err != nil {
				t.Fatal(err)
			}
			return now
		}
		stored(weak)
		accounts := Open(d, Options{Window: time.Hour})
		for range 2 {
			if _, err := accounts.SignIn(t.Context(), "an", "một mật khẩu dài", "10.0.0.1"); err != nil {
				t.Fatal(err)
			}
		}
		if now := stored(""); now == weak || !strings.HasPrefix(now, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("the password is kept as %s", now)
		}
	})
}

func FuzzPlaceIsStable(f *testing.F) {
	for _, s := range []string{"192.0.2.1:80", "[2001:db8::1%eth0]:80", "fe80::1%eth0", "", "x", "::ffff:1.2.3.4", "@"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, remote string) {
		// A prefix is what counts; read again as a place it must not become another one's.
		if once := place(remote); !strings.Contains(once, "/") && place(once) != once {
			t.Errorf("%q counts as %q, that as %q", remote, once, place(once))
		}
	})
}

func FuzzOnlyWholeSecretsAreLookedUp(f *testing.F) {
	f.Add(secret(devicePrefix))
	f.Add("td_dev_")
	f.Add("td_tok_' OR 1=1 --")
	f.Fuzz(func(t *testing.T, s string) {
		if isSecret(s, devicePrefix) && (len(s) != 59 || !strings.HasPrefix(s, devicePrefix)) {
			t.Errorf("%q is taken for a key", s)
		}
	})
}
