package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "thanhdong"

// order is the house from the ground up. A room may import what stands before
// it, never what stands behind. Rooms of one wing follow the wing's own order.
var order = []string{
	"ground/fault", "ground/text", "ground/db", "ground/db/dbtest", "ground/actor", "ground/timer", "ground/ledger", "ground/bus", "ground/file", "ground/law",
	"ground/calendar", "ground/area", "ground/unit", "ground/consent", "ground/account", "ground/step",
	"sense/entity", "sense/observation", "sense/derive", "sense/feed", "sense/connector", "sense/rule", "sense/alert",
	"act/roster", "act/work", "act/playbook", "act/incident", "act/directive", "act/handover", "act/notify", "act/warning", "act/exercise",
	"serve", "serve/report", "serve/place", "know", "know/dataset", "know/indicator", "know/dashboard", "know/briefing", "know/periodic", "know/publish", "plan",
	"packs", "pack", "door/wire", "door", "web", "app", "cmd", "test",
}

// outward packages open connections or listen. Rooms stay indoors, so that they
// can be tested without a network and an exercise can replace every way out.
var outward = []string{"net", "net/http", "net/smtp", "github.com/jackc/pgx/v5"}

// mayGoOut lists who may use them: the engine, connectors, channels, doors, and
// what assembles or drives the process.
var mayGoOut = []string{"ground/db", "sense/connector/", "act/notify/", "door/", "app", "cmd/", "test/", "pack/simulate", "web"}

// ports are all the interfaces through which a lower room asks a higher one. A
// new one needs a decision record.
var ports = []string{"observation.Needs", "feed.Playbooks", "rule.Playbooks", "work.Kind", "exercise.Worlds", "briefing.Section", "consent.Holder"}

type pkg struct {
	dir     string
	imports map[string]string // path -> file that imports it, tests left out
	doc     bool
	files   []*ast.File
}

func packages(t *testing.T) []*pkg {
	t.Helper()
	root := filepath.Join("..", "..")
	found := map[string]*pkg{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || d.Name() != ".." && strings.HasPrefix(d.Name(), ".") && p != root) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(p))
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(rel)
		if found[dir] == nil {
			found[dir] = &pkg{dir: dir, imports: map[string]string{}}
		}
		q := found[dir]
		q.doc = q.doc || f.Doc != nil
		q.files = append(q.files, f)
		for _, i := range f.Imports {
			q.imports[strings.Trim(i.Path.Value, `"`)] = path.Base(p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil || len(found) < 5 {
		t.Fatalf("this test does not see the repository: %d packages, %v", len(found), err)
	}
	all := make([]*pkg, 0, len(found))
	for _, p := range found {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *pkg) int { return strings.Compare(a.dir, b.dir) })
	return all
}

// place gives the position of a package in the order: the longest entry that is
// the package or a folder above it.
func place(dir string) int {
	best, at := -1, -1
	for i, o := range order {
		if (dir == o || strings.HasPrefix(dir, o+"/")) && len(o) > best {
			best, at = len(o), i
		}
	}
	return at
}

func TestImportsPointDownwards(t *testing.T) {
	for _, p := range packages(t) {
		from := place(p.dir)
		if from < 0 {
			t.Errorf("%s has no place in the house: add it to the order, where its wing and its needs put it", p.dir)
			continue
		}
		for imp, file := range p.imports {
			dir, ours := strings.CutPrefix(imp, module+"/")
			if !ours || dir == p.dir {
				continue
			}
			if to := place(dir); to > from {
				t.Errorf("%s/%s imports %s, which stands above it: news travels upwards as events, and a question upwards is a port", p.dir, file, dir)
			}
			if strings.HasPrefix(p.dir, "door/") && strings.HasPrefix(dir, "door/") && dir != "door/wire" {
				t.Errorf("%s/%s imports %s: doors share nothing but door/wire, so that each can be read and removed alone", p.dir, file, dir)
			}
			if strings.HasPrefix(p.dir, "sense/connector/") && strings.HasPrefix(dir, "sense/connector/") && !strings.HasPrefix(dir, p.dir+"/") {
				t.Errorf("%s/%s imports %s: a connector knows no other", p.dir, file, dir)
			}
		}
	}
}

func TestRoomsStayIndoors(t *testing.T) {
	for _, p := range packages(t) {
		// The room above its channels stays indoors like every other.
		if p.dir != "act/notify" && slices.ContainsFunc(mayGoOut, func(m string) bool { return p.dir == strings.TrimSuffix(m, "/") || strings.HasPrefix(p.dir+"/", m) }) {
			continue
		}
		for _, o := range outward {
			if file, uses := p.imports[o]; uses {
				t.Errorf("%s/%s imports %s: only connectors, channels, doors and the engine touch the network", p.dir, file, o)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for _, p := range packages(t) {
		if !p.doc {
			t.Errorf("%s has no package comment: a newcomer reads doc.go first", p.dir)
		}
	}
}

// TestOnlyTheListedPortsAskUpwards finds exported interfaces of rooms: each is
// either a port or has no business being exported.
func TestOnlyTheListedPortsAskUpwards(t *testing.T) {
	own := []string{ // interfaces that are not questions upwards
		"db.Clock",          // the machine's clock, replaced by tests
		"observation.Store", // one promise, a twin per engine
		"notify.Channel",    // a way out of the building, registered by app: not a question
	}
	for _, p := range packages(t) {
		wing, _, _ := strings.Cut(p.dir, "/")
		if !slices.Contains([]string{"ground", "sense", "act", "serve", "know", "plan"}, wing) {
			continue
		}
		for _, f := range p.files {
			for _, decl := range f.Decls {
				g, ok := decl.(*ast.GenDecl)
				if !ok || g.Tok != token.TYPE {
					continue
				}
				for _, s := range g.Specs {
					ts := s.(*ast.TypeSpec)
					if _, is := ts.Type.(*ast.InterfaceType); !is || !ts.Name.IsExported() {
						continue
					}
					name := f.Name.Name + "." + ts.Name.Name
					if !slices.Contains(ports, name) && !slices.Contains(own, name) {
						t.Errorf("%s declares the interface %s: a port needs a decision record and a line in this test", p.dir, name)
					}
				}
			}
		}
	}
}

func TestNoFolderIsNamedAfterATechnique(t *testing.T) {
	for _, p := range packages(t) {
		for _, bad := range []string{"models", "types", "utils", "util", "common", "helpers", "handlers", "services", "repository"} {
			if slices.Contains(strings.Split(p.dir, "/"), bad) {
				t.Errorf("%s: folders are named after what the product does", p.dir)
			}
		}
	}
}
