package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// PushKeys gives the pair by which push services know this installation, made once by fresh. Of two that make
// one at the same time the first stored is kept.
func (n *Notices) PushKeys(ctx context.Context, fresh func() (private, public string, err error)) (private, public string, err error) {
	read := func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT private, public FROM notify_key WHERE name = 'push'`).Scan(&private, &public)
	}
	err = n.d.View(ctx, read)
	if !fault.Is(err, fault.NotFound) {
		return private, public, err
	}
	newPrivate, newPublic, err := fresh()
	if err != nil {
		return "", "", fmt.Errorf("make the keys of push: %w", err)
	}
	err = n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO notify_key (name, private, public) VALUES ('push', ?, ?) ON CONFLICT DO NOTHING`, newPrivate, newPublic); err != nil {
			return err
		}
		return read(ctx, tx)
	})
	return private, public, err
}

// KeepSecrets is how a channel stores secrets that it renewed itself.
func (n *Notices) KeepSecrets(channel string) func(ctx context.Context, secrets map[string]string) error {
	return func(ctx context.Context, secrets map[string]string) error {
		return n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			k, err := setting(ctx, tx, channel, tx.Lock())
			if err != nil {
				return err
			}
			maps.Copy(k.secret, secrets)
			b, err := json.Marshal(k.secret)
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `UPDATE notify_setting SET secret = ? WHERE channel = ?`, string(b), channel)
			return err
		})
	}
}

// Forget takes the secrets of all channels and their keys out of a store: for a copy in which nothing is sent.
// Channels that are on stay on.
func (n *Notices) Forget(ctx context.Context) error {
	err := n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE notify_setting SET secret = '{}'`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM notify_key`)
		return err
	})
	if err != nil {
		return fmt.Errorf("forget the secrets of channels: %w", err)
	}
	return nil
}
