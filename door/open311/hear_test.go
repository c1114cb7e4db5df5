package open311

import "testing"

func FuzzHear(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0" encoding="utf-8"?><service_requests><request><service_request_id>638344</service_request_id><status>closed</status><status_notes>Duplicate request.</status_notes></request></service_requests>`))
	f.Add([]byte(`<service_requests><request><token>12345</token><service_notice>x</service_notice></request></service_requests>`))
	f.Add([]byte(`<!DOCTYPE x [<!ENTITY a "b">]><service_requests>&a;</service_requests>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := hear(body)
		if err != nil {
			return
		}
		for _, r := range a.Requests {
			if len(r.ID) > longestID || len(r.Token) > longestID || len([]rune(r.Notes)) > longestNote+1 {
				t.Errorf("%+v", r)
			}
		}
		if len(a.Requests) > 1 {
			t.Errorf("%d requests of one question", len(a.Requests))
		}
	})
}
