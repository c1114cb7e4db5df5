package feed

import (
	"context"

	"thanhdong/ground/db"
)

// Playbooks is asked whether the playbook that a contract names is in force. It
// is one of the house's ports: playbooks live in a wing above.
type Playbooks interface {
	InForce(ctx context.Context, tx *db.Tx, code string) (bool, error)
}
