package rights

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"thanhdong/test/town"
)

// everyRoute compares the table with what the product serves: the description of
// the API, the patterns written in the code, the topics that the live door names.
func everyRoute(t *testing.T, w *town.Town, routes []route) {
	t.Helper()
	var named []string
	for _, r := range routes {
		named = append(named, r.address())
	}
	served := append(described(t, w), written(t)...)
	for _, s := range served {
		if s == "GET /live" || s == "POST /feeds/{feed}/observations" && slices.Contains(named, "DEVICE "+s) {
			continue // its topics stand one by one; devices have lines of their own
		}
		if !slices.Contains(named, s) {
			t.Errorf("the table of rights does not name %s", s)
		}
	}
	for _, topic := range topics(t, w) {
		served = append(served, "LIVE "+topic)
		if !slices.Contains(named, "LIVE "+topic) {
			t.Errorf("the table of rights does not name the live topic %s", topic)
		}
	}
	for _, r := range routes {
		if a := strings.TrimPrefix(r.address(), "DEVICE "); !slices.Contains(served, a) {
			t.Errorf("table.txt:%d names %s, which nobody serves", r.line, a)
		}
	}
}

func described(t *testing.T, w *town.Town) (found []string) {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	w.Nobody().Get("/openapi.json").OK(&doc)
	for path, methods := range doc.Paths {
		for m := range methods {
			if m = strings.ToUpper(m); slices.Contains([]string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}, m) {
				found = append(found, m+" "+path)
			}
		}
	}
	if len(found) < 20 {
		t.Fatalf("the description holds only %v", found)
	}
	return found
}

// written finds patterns that doors and the assembly hand to a mux as literals:
// net/http has no list of them. A pattern put together at run time is the
// console's, and described.
func written(t *testing.T) (found []string) {
	t.Helper()
	for _, dir := range []string{"app", "door"} {
		err := filepath.WalkDir(filepath.Join("..", "..", dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) != 2 {
					return true
				}
				s, ok := call.Fun.(*ast.SelectorExpr)
				if !ok || s.Sel.Name != "Handle" && s.Sel.Name != "HandleFunc" {
					return true
				}
				if x, ok := call.Args[0].(*ast.BasicLit); ok {
					if pattern, err := strconv.Unquote(x.Value); err == nil {
						method, path, _ := strings.Cut(pattern, " ")
						if api, is := strings.CutPrefix(path, "/api/v1"); is {
							found = append(found, method+" "+api)
						} else {
							found = append(found, "PAGE "+pattern)
						}
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Contains(found, "PAGE GET /healthz") {
		t.Fatalf("this test does not find the patterns: %v", found)
	}
	if !slices.Contains(found, "GET /openapi.json") {
		found = append(found, "GET /openapi.json") // put together from a prefix
	}
	return found
}

func topics(t *testing.T, w *town.Town) []string {
	t.Helper()
	p := boss(w).Get("/live?topics=everything").Refused(400)
	if len(p.Faults) != 1 {
		t.Fatalf("an unknown topic is refused as %+v", p)
	}
	_, list, ok := strings.Cut(p.Faults[0].Message, "there are: ")
	if !ok {
		t.Fatalf("the refusal does not name the topics: %s", p.Faults[0].Message)
	}
	return strings.Split(list, ", ")
}
