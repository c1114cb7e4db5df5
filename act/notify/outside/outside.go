package outside

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"thanhdong/act/notify"
	"thanhdong/ground/fault"
)

const mostRead = 64 << 10

// Client opens the connections. A redirect is not followed: a message must not go where nobody sent it.
var Client = &http.Client{
	Timeout:       15 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Do sends a request and reads the beginning of the answer. An answer that is no success is a failure.
func Do(ctx context.Context, r *http.Request) (body []byte, err error) {
	body, status, err := Ask(ctx, r)
	if err != nil {
		return nil, err
	}
	return body, Judge(status)
}

// Ask sends a request and gives the answer as it came.
func Ask(ctx context.Context, r *http.Request) (body []byte, status int, err error) {
	answer, err := Client.Do(r.WithContext(ctx))
	if err != nil {
		return nil, 0, Unreached(err)
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(io.LimitReader(answer.Body, mostRead))
	if err != nil {
		return nil, 0, Unreached(err)
	}
	return body, answer.StatusCode, nil
}

// Judge says what a status means: the other side is busy or broken, and another try may help; or it does not
// want this message.
func Judge(status int) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status >= 500:
		return notify.Failed(nil, "notify.cause_status", "status", status)
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		// The administrator may mend the key while messages wait.
		return notify.Failed(nil, "notify.cause_key", "status", status)
	default:
		return notify.Refused(nil, "notify.cause_refused", "status", status)
	}
}

// Unreached is the failure of a connection. What the library says names the address and is not passed on.
func Unreached(err error) *notify.Failure {
	var dns *net.DNSError
	var wait net.Error
	switch {
	case errors.As(err, &dns):
		return notify.Failed(err, "notify.cause_name")
	case errors.As(err, &wait) && wait.Timeout():
		return notify.Failed(err, "notify.cause_slow")
	}
	return notify.Failed(err, "notify.cause_connect")
}

// CheckURL refuses what is no address to send to. Plain HTTP is for this machine and the own network only.
func CheckURL(field, raw string) []fault.Field {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && !(u.Scheme == "http" && near(u.Hostname())) {
		return []fault.Field{fault.At("values/"+field, "notify.bad_url")}
	}
	return nil
}

func near(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsPrivate())
}

// Phone gives a number in its one form, +84912345678. Written without a country it is one of Viet Nam.
func Phone(raw string) (string, error) {
	digits := strings.NewReplacer(" ", "", ".", "", "-", "", "(", "", ")", "").Replace(raw)
	switch {
	case strings.HasPrefix(digits, "+"):
		digits = digits[1:]
	case strings.HasPrefix(digits, "0"):
		digits = "84" + digits[1:]
	}
	if strings.Trim(digits, "0123456789") != "" || len(digits) < 9 || len(digits) > 15 {
		return "", fault.New(fault.Invalid, "notify.bad_phone")
	}
	return "+" + digits, nil
}
