package main

import (
	"net/http"
	"net/http/httptest"
	"os"

	"thanhdong/app"
)

// openapi prints the document that a server of this version gives at
// /api/v1/openapi.json, from a server over an empty store.
type openapi struct{}

func (openapi) Run(e *env) error {
	dir, err := os.MkdirTemp("", "thanhdong-openapi-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := app.New(e.ctx, app.Config{Data: dir, Version: version})
	if err != nil {
		return err
	}
	defer a.Close()
	r := httptest.NewRequest(http.MethodGet, "/api/v1/openapi.json", nil)
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	_, err = w.Body.WriteTo(e.out)
	return err
}
