package account

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// phoneForm is what a telephone of an office looks like once spaces, dots and dashes are gone: 02203853456, +84912345678, 1022.
var phoneForm = regexp.MustCompile(`^\+?[0-9]{3,15}$`)

// SetPhone says at which telephone somebody is reached at work; empty takes it away. It is shown to colleagues beside what the person answers for, so it is the
// office's number or one that the person gave for that. People may do it for themselves.
func (a *Accounts) SetPhone(ctx context.Context, id, phone string) error {
	phone = strings.NewReplacer(" ", "", ".", "", "-", "", "(", "", ")", "").Replace(phone)
	if phone != "" && !phoneForm.MatchString(phone) {
		return fault.Fields("account.invalid", fault.At("phone", "account.bad_phone"))
	}
	err := a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		acc, err := one(ctx, tx, `a.id = ?`, id)
		if err != nil {
			return unknown(err)
		}
		if err := mayChange(ctx, acc, true); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE account SET phone = ? WHERE id = ?`, phone, id); err != nil {
			return err
		}
		return a.note(ctx, tx, "account.set_phone", id, acc.Scope(), map[string]any{"phone": phone})
	})
	if err != nil {
		return fmt.Errorf("set phone of %s: %w", id, err)
	}
	return nil
}

// Phones gives the work telephones of some accounts, whoever asks: who may read what a person answers for may call them. Accounts without one are left out.
func Phones(ctx context.Context, tx *db.Tx, ids []string) (map[string]string, error) {
	phones := map[string]string{}
	for chunk := range slices.Chunk(ids, 100) {
		args := make([]any, len(chunk))
		for i, id := range chunk {
			args[i] = id
		}
		err := tx.Each(ctx, `SELECT id, phone FROM account WHERE phone <> '' AND state = 'active' AND id IN (?`+strings.Repeat(", ?", len(chunk)-1)+`)`, args, func(scan func(...any) error) error {
			var id, phone string
			err := scan(&id, &phone)
			phones[id] = phone
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read telephones: %w", err)
		}
	}
	return phones, nil
}
