package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// use is one place in the code that names a message key.
type use struct {
	key string
	at  token.Position
}

// TestEveryKeyTheCodeUsesIsInACatalogue reads all Go code of the repository except tests. A refusal
// whose key has no words would reach a citizen as a bare key.
func TestEveryKeyTheCodeUsesIsInACatalogue(t *testing.T) {
	root := repository(t)
	count := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			switch name := entry.Name(); {
			case path != root && strings.HasPrefix(name, "."), name == "node_modules", name == "testdata", name == "data", name == "dist":
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		uses, err := keysIn(path)
		if err != nil {
			return nil // code that does not parse is the compiler's to report
		}
		for _, u := range uses {
			count++
			if !Has(u.key) {
				rel, _ := filepath.Rel(root, u.at.Filename)
				t.Errorf("%s:%d uses %q, which ground/text/catalog/%s.yaml does not hold",
					rel, u.at.Line, u.key, strings.SplitN(u.key, ".", 2)[0])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count == 0 {
		t.Error("no key was found in the code: the search itself is broken")
	}
}

func repository(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// keysIn finds the literal keys of fault.New, fault.At, fault.Fields, text.T, text.Message, text.Key and of
// the Key fields of fault.Field and fault.Error, also where they are constants of the same file.
func keysIn(path string) ([]use, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, 0)
	if err != nil {
		return nil, err
	}
	constants := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, name := range spec.Names {
				if i < len(spec.Values) {
					if s, ok := literal(spec.Values[i]); ok {
						constants[name.Name] = s
					}
				}
			}
		}
		return true
	})
	var uses []use
	add := func(expr ast.Expr) {
		key, ok := literal(expr)
		if id, isName := expr.(*ast.Ident); isName {
			key, ok = constants[id.Name]
		}
		if ok && key != "" {
			uses = append(uses, use{key, files.Position(expr.Pos())})
		}
	}
	inside := file.Name.Name
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			switch callee := qualified(n.Fun, inside); {
			case (callee == "fault.New" || callee == "fault.At") && len(n.Args) >= 2:
				add(n.Args[1])
			case callee == "fault.Fields" && len(n.Args) >= 1:
				add(n.Args[0])
			case callee == "text.T" && len(n.Args) >= 2:
				add(n.Args[1])
			case (callee == "text.Message" || callee == "text.Key") && len(n.Args) >= 1:
				add(n.Args[0])
			}
		case *ast.CompositeLit:
			element := n.Type
			if list, ok := element.(*ast.ArrayType); ok {
				element = list.Elt
				for _, item := range n.Elts {
					if inner, ok := item.(*ast.CompositeLit); ok && inner.Type == nil {
						addKeyField(inner, qualified(element, inside), add)
					}
				}
				return true
			}
			addKeyField(n, qualified(element, inside), add)
		}
		return true
	})
	return uses, nil
}

func addKeyField(n *ast.CompositeLit, name string, add func(ast.Expr)) {
	if name != "fault.Field" && name != "fault.Error" {
		return
	}
	for i, item := range n.Elts {
		if pair, ok := item.(*ast.KeyValueExpr); ok {
			if id, ok := pair.Key.(*ast.Ident); ok && id.Name == "Key" {
				add(pair.Value)
			}
		} else if i == 1 {
			add(item)
		}
	}
}

// qualified names a callee or type as package.Name, also inside the package itself.
func qualified(expr ast.Expr, inside string) string {
	switch e := expr.(type) {
	case *ast.SelectorExpr:
		if id, ok := e.X.(*ast.Ident); ok {
			return id.Name + "." + e.Sel.Name
		}
	case *ast.Ident:
		return inside + "." + e.Name
	}
	return ""
}

func literal(expr ast.Expr) (string, bool) {
	lit, ok := expr.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
