package notify

import (
	"context"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// BrowserKey is what the browser of somebody who has no account needs to subscribe; empty while the channel is off.
func (n *Notices) BrowserKey(ctx context.Context) (key string, err error) {
	c, ok := n.channels[pushChannel].(subscribed)
	if !ok {
		return "", nil
	}
	on := false
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		ways, err := n.switchedOn(ctx, tx)
		_, on = ways[pushChannel]
		return err
	})
	if err != nil || !on {
		return "", err
	}
	return c.Key(ctx)
}

// CheckBrowser refuses what no browser gives, and a push service to which nothing may be sent.
func (n *Notices) CheckBrowser(ctx context.Context, endpoint, keys string) error {
	key, err := n.BrowserKey(ctx)
	if err != nil {
		return err
	}
	if key == "" {
		return fault.New(fault.Unavailable, "notify.push_off")
	}
	c := n.channels[pushChannel].(subscribed)
	if err := c.Subscription(endpoint, keys); err != nil {
		return fault.Fields("notify.invalid", fieldOf("endpoint", err))
	}
	return c.Allowed(ctx, endpoint)
}
