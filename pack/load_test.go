package pack_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"thanhdong/ground/fault"
	"thanhdong/pack"
)

// small is a pack with one rule of its own, standing on air.
func small() map[string]string {
	return map[string]string{
		"pack.yaml": "name: small\nversion: 1.0\ntitle: {vi: Nhỏ, en: Small}\nneeds: [haiduong, air]\nparts: [rules]\n",
		"rules.yaml": `rules:
  - code: NHO-1
    name: {vi: Nhỏ, en: Small}
    parameter: PM10
    when: value > 400
    severity: 2
    owner: H23.STNMT
    playbook: KB-KK-01
    mark: PROJECT CHOICE
`,
	}
}

func files(m map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, body := range m {
		out[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return out
}

func change(name, old, new string) map[string]string {
	m := small()
	if !strings.Contains(m[name], old) {
		panic("nothing to change: " + old)
	}
	m[name] = strings.Replace(m[name], old, new, 1)
	return m
}

func with(name, body string) map[string]string {
	m := small()
	m[name] = body
	return m
}

// alerting is a pack with one grouping of alerts.
func alerting(grouping string) map[string]string {
	m := with("alerting.yaml", "mark: PROJECT CHOICE\ngroupings:\n"+grouping+"\n")
	m["pack.yaml"] = strings.Replace(m["pack.yaml"], "[rules]", "[rules, alerting]", 1)
	return m
}

func TestASlipIsRefusedWithItsFileAndLine(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"unknown key":                     {change("rules.yaml", "severity: 2", "severity: 2\n    severty: 3"), "rules.yaml:7: There is no key severty"},
		"missing key":                     {change("rules.yaml", "    severity: 2\n", ""), "rules.yaml:2: Missing severity"},
		"key twice":                       {change("rules.yaml", "severity: 2", "severity: 2\n    severity: 3"), "rules.yaml:7: "},
		"one language only":               {change("rules.yaml", "{vi: Nhỏ, en: Small}", "{vi: Nhỏ}"), "Missing en"},
		"not a mark":                      {change("rules.yaml", "PROJECT CHOICE", "SURE"), "rules.yaml:9: "},
		"severity of six":                 {change("rules.yaml", "severity: 2", "severity: 6"), "rules.yaml:6: "},
		"text for a number":               {change("rules.yaml", "severity: 2", "severity: two"), "rules.yaml:6: "},
		"broken yaml":                     {change("rules.yaml", "rules:", "rules: ["), "rules.yaml"},
		"anchor":                          {change("rules.yaml", "value > 400", "&a value > 400"), "rules.yaml:5: A pack uses no YAML anchors"},
		"two documents":                   {change("rules.yaml", "rules:", "---\nrules: []\n---\nrules:"), "exactly one document"},
		"unknown part":                    {change("pack.yaml", "[rules]", "[rules, robots]"), "pack.yaml:5: "},
		"part without file":               {change("pack.yaml", "[rules]", "[rules, feeds]"), "names the part feeds"},
		"part not named":                  {with("limits.yaml", "limits: []\n"), "limits.yaml: The file belongs to the part limits"},
		"file of no part":                 {with("rulez.yaml", "rules: []\n"), "rulez.yaml: The file belongs to no part"},
		"empty file":                      {with("rules.yaml", "\n"), "rules.yaml: The file is empty"},
		"needs a pack not here":           {change("pack.yaml", "air]", "air, nowhere]"), "There is no pack or folder nowhere"},
		"depth bomb":                      {with("rules.yaml", strings.Repeat("[", 100000)), "nested too deeply"},
		"no owner":                        {change("rules.yaml", "    owner: H23.STNMT\n", ""), "rules.yaml:2: "},
		"no playbook":                     {change("rules.yaml", "    playbook: KB-KK-01\n", ""), "rules.yaml:2: "},
		"unknown owner":                   {change("rules.yaml", "H23.STNMT", "H23.NOBODY"), "there is no unit H23.NOBODY"},
		"unknown playbook":                {change("rules.yaml", "KB-KK-01", "KB-KK-99"), "there is no playbook KB-KK-99"},
		"unknown parameter":               {change("rules.yaml", "PM10", "PM99"), "there is no parameter PM99"},
		"unknown act":                     {change("rules.yaml", "mark: PROJECT", "legal: [{act: QCVN-1}]\n    mark: PROJECT"), "there is no act QCVN-1"},
		"unknown clause":                  {change("rules.yaml", "mark: PROJECT", "legal: [{act: QCVN-05-2023, clause: Bảng 9}]\n    mark: PROJECT"), "has no Bảng 9"},
		"condition that is no comparison": {change("rules.yaml", "value > 400", "value + 400"), "rules.yaml:2"},
		"code of another pack":            {change("rules.yaml", "NHO-1", "KK-PM25-CAO"), "the pack air has this code"},
		"overlay of nothing":              {change("rules.yaml", "rules:", "overlays: air\nrules:"), "has no such row to replace"},
		"alerting by no label":            {alerting("  - {code: nho, name: {vi: Nhỏ, en: Small}, by: [colour], wait: PT30S, interval: PT5M, repeat: PT4H, many: 4}"), "alerting.yaml:3 by/0: There is no label “colour”"},
		"alerting with a bad matcher":     {alerting("  - {code: nho, name: {vi: Nhỏ, en: Small}, match: ['kind=~\"[\"'], by: [unit], wait: PT30S, interval: PT5M, repeat: PT4H, many: 4}"), "alerting.yaml:3 match/0: The pattern “[” cannot be read"},
		"alerting told before it waits":   {alerting("  - {code: nho, name: {vi: Nhỏ, en: Small}, by: [unit], wait: PT30S, interval: PT5M, repeat: PT1S, many: 4}"), "alerting.yaml:3 repeat: "},
		"alerting of another shape":       {alerting("  - {code: nho, by: unit}"), "alerting.yaml:3: "},
		"message of another pack":         {with("messages.yaml", "x.y: {vi: a, en: b}\n"), "messages.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := pack.Load(files(c.files))
			if err == nil {
				err = p.Check()
			}
			if err == nil {
				t.Fatal("it was not refused")
			}
			if !strings.Contains(told(err), c.want) {
				t.Errorf("told\n%s\nwanted %q", told(err), c.want)
			}
		})
	}
}

func TestThePackThatTheSlipsAreMadeOfIsSound(t *testing.T) {
	p, err := pack.Load(files(small()))
	if err == nil {
		err = p.Check()
	}
	if err != nil {
		t.Fatal(told(err))
	}
}

func TestAFolderIsReadLikeABuiltInPack(t *testing.T) {
	folder := t.TempDir()
	for name, body := range small() {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p, err := pack.Open(folder)
	if err != nil || p.Name != "small" || len(p.Rules) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	same, err := pack.Load(files(small()))
	if err != nil || same.Digest != p.Digest {
		t.Errorf("the same files give another digest: %v", err)
	}
	other, err := pack.Load(files(change("rules.yaml", "400", "401")))
	if err != nil || other.Digest == p.Digest {
		t.Errorf("other files give the same digest: %v", err)
	}
	if _, err := pack.Open(filepath.Join(folder, "nothing")); !fault.Is(err, fault.NotFound) {
		t.Errorf("an absent folder gives %v", err)
	}
}

func TestAFolderWithSomethingElseThanFilesIsRefusedAtOnce(t *testing.T) {
	folder := t.TempDir()
	if _, err := pack.Open(folder); !fault.Is(err, fault.NotFound) {
		t.Errorf("a folder without pack.yaml gives %v", err)
	}
	for name, body := range small() {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(t.TempDir(), filepath.Join(folder, "cases.yaml")); err != nil {
		t.Fatal(err)
	}
	if _, err := pack.Open(folder); !fault.Is(err, fault.Invalid) {
		t.Errorf("a folder in the place of a file gives %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	for name, body := range small() {
		f.Add(name, body)
	}
	for name, m := range map[string]string{"law.yaml": "acts: []", "calendar.yaml": "week: {days: [monday]}", "boundaries.geojson": `{"type":"FeatureCollection","features":[]}`} {
		f.Add(name, m)
	}
	f.Fuzz(func(t *testing.T, name, body string) {
		if !fs.ValidPath(name) || name == "." {
			return // no file can have this name
		}
		m := maps.Clone(small())
		m[name] = body
		m["pack.yaml"] = strings.Replace(m["pack.yaml"], "[rules]", "[rules, law, calendar, boundaries]", 1)
		// Whatever stands in a file, it is either read or refused in words.
		p, err := pack.Load(files(m))
		if err != nil {
			if _, ok := fault.As(err); !ok && !strings.Contains(err.Error(), "invalid") {
				t.Fatalf("refused without words: %v", err)
			}
			return
		}
		_ = p.Check()
		p.Test()
	})
}
