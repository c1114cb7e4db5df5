package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"thanhdong/ground/fault"
	"thanhdong/packs"
)

// Bounds on what is read: a pack is a few dozen small files. They keep a wrong
// folder on the command line from being read whole.
const (
	maxFiles = 2000
	maxFile  = 8 << 20
	maxTotal = 64 << 20
)

// Open loads a pack that comes with the product by its name ("air"), or any other
// by the path of its folder. A name wins over a folder of the same name.
func Open(nameOrFolder string) (*Pack, error) { return open(nameOrFolder, nil) }

// Builtin lists the names of the packs that come with the product.
func Builtin() []string {
	var names []string
	_ = fs.WalkDir(packs.FS, ".", func(file string, _ fs.DirEntry, err error) error {
		if err == nil && path.Base(file) == headFile {
			names = append(names, path.Dir(file))
		}
		return nil
	})
	slices.Sort(names)
	return names
}

func open(name string, trail []string) (*Pack, error) {
	if slices.Contains(trail, name) || len(trail) > 20 {
		return nil, fault.New(fault.Invalid, "pack.needs_itself", "pack", name)
	}
	if fs.ValidPath(name) {
		if _, err := fs.Stat(packs.FS, path.Join(name, headFile)); err == nil {
			sub, err := fs.Sub(packs.FS, name)
			if err != nil {
				return nil, err
			}
			return load(sub, append(trail, name))
		}
	}
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return nil, fault.New(fault.NotFound, "pack.not_found", "pack", name, "known", Builtin())
	}
	return load(os.DirFS(name), append(trail, name))
}

// Load reads a pack from a file system whose root holds pack.yaml. What it needs
// is looked for among the packs that come with the product.
func Load(files fs.FS) (*Pack, error) { return load(files, nil) }

func load(files fs.FS, trail []string) (*Pack, error) {
	r := &reader{pack: &Pack{docs: map[string]*doc{}, place: map[string]at{}}, files: files}
	// Asked first, so that a wrong folder is not read through.
	if _, err := fs.Stat(files, headFile); err != nil {
		return nil, fault.New(fault.NotFound, "pack.no_head", "file", headFile).With(err)
	}
	names, err := r.list()
	if err != nil {
		return nil, err
	}
	r.read(headFile, headPart)
	if err := r.result(); err != nil {
		return nil, err
	}
	r.parts(names)
	if err := r.result(); err != nil {
		return nil, err
	}
	for _, need := range r.pack.Needs {
		needed, err := open(need, trail)
		if err != nil {
			return nil, fmt.Errorf("pack %s needs %s: %w", r.pack.Name, need, err)
		}
		r.pack.needed = append(r.pack.needed, needed)
	}
	r.pack.Digest = hex.EncodeToString(r.sum.Sum(nil))
	return r.pack, nil
}

// list names all files of the pack and sums them. Another pack in a sub-folder (the
// sample of a province) is not part of this one.
func (r *reader) list() ([]string, error) {
	r.sum = sha256.New()
	r.bytes = map[string][]byte{}
	var names []string
	total := 0
	err := fs.WalkDir(r.files, ".", func(file string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && file != "." && strings.HasPrefix(e.Name(), "."):
			return fs.SkipDir
		case e.IsDir() && file != ".":
			if _, err := fs.Stat(r.files, path.Join(file, headFile)); err == nil {
				return fs.SkipDir
			}
			return nil
		case e.IsDir() || strings.HasPrefix(e.Name(), "."):
			return nil
		}
		if len(names) >= maxFiles {
			return fault.New(fault.TooLarge, "pack.too_many_files", "max", maxFiles)
		}
		info, err := fs.Stat(r.files, file) // through a link, if it is one
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() { // a pipe would never end
			return fault.New(fault.Invalid, "pack.not_a_file", "file", file)
		}
		if info.Size() > maxFile {
			return fault.New(fault.TooLarge, "pack.file_too_large", "file", file, "max", maxFile>>20)
		}
		raw, err := fs.ReadFile(r.files, file)
		if err != nil {
			return err
		}
		if total += len(raw); total > maxTotal {
			return fault.New(fault.TooLarge, "pack.too_large", "max", maxTotal>>20)
		}
		fmt.Fprintf(r.sum, "%s\x00%d\x00", file, len(raw))
		r.sum.Write(raw)
		r.bytes[file] = raw
		names = append(names, file)
		return nil
	})
	return names, err
}

// parts reads the files of each part that pack.yaml names, and refuses a file that
// belongs to none: it would be believed to be in force.
func (r *reader) parts(names []string) {
	used := map[string]bool{headFile: true}
	for _, p := range append(slices.Clone(parts), casesPart) {
		own := p.files(names)
		named := slices.Contains(r.pack.Parts, p.name)
		if p.name == casesPart.name {
			named = len(own) > 0
		}
		if named && len(own) == 0 {
			r.fail(headFile, 0, "pack.part_without_file", "part", p.name)
		}
		for _, name := range own {
			used[name] = true
			if !named {
				r.fail(name, 0, "pack.part_not_named", "part", p.name)
				continue
			}
			r.read(name, p)
		}
	}
	for _, name := range names {
		if !used[name] && !strings.EqualFold(path.Ext(name), ".md") {
			r.fail(name, 0, "pack.file_of_no_part")
		}
	}
}
