package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// pushBatch bounds one request; the server takes more, a logger sends less.
const pushBatch = 1000

// refused is an answer that sending again will not change.
type refused struct{ status int }

func (r refused) Error() string { return fmt.Sprintf("the server answered %d", r.status) }

// push sends values to a feed with its device key.
func push(ctx context.Context, client *http.Client, base, feed, key string, values []Value) error {
	body, err := json.Marshal(values)
	if err != nil {
		return err
	}
	address := base + "/api/v1/feeds/" + url.PathEscape(feed) + "/observations"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+key)
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	switch {
	case res.StatusCode == http.StatusOK:
		return nil
	case res.StatusCode >= 500, res.StatusCode == http.StatusTooManyRequests:
		return fmt.Errorf("the server answered %d; sent again later", res.StatusCode)
	}
	return refused{res.StatusCode}
}
