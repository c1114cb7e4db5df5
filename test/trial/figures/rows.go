package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// row is one value as it is sent.
type row struct{ element, period, unit, option, value string }

// source is what one form takes.
type source struct {
	form, period string
	elements     map[string]int // to the most decimals that its values have
	categories   bool           // mac and chet
	rows         []row
}

// sum is that of our values, exact.
func (s source) sum() string {
	total := new(big.Rat)
	for _, r := range s.rows {
		if r.unit == unit && r.value != "" {
			v, _ := new(big.Rat).SetString(r.value)
			total.Add(total, v)
		}
	}
	return total.FloatString(6)
}

var notName = regexp.MustCompile(`[^a-z0-9]+`)

func name(words ...string) string {
	s := strings.Trim(notName.ReplaceAllString(strings.ToLower(strings.Join(words, "_")), "_"), "_")
	return "x_" + s[:min(len(s), 60)]
}

// unitOf is ours for the province's code; what is another's has no unit here.
func unitOf(code string) string {
	if code == province {
		return unit
	}
	return "P" + code
}

func table(path string, each func(col func(string) string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := csv.NewReader(f)
	head, err := in.Read()
	if err != nil {
		return err
	}
	for {
		line, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := each(func(name string) string {
			if i := slices.Index(head, name); i >= 0 {
				return line[i]
			}
			return ""
		}); err != nil {
			return err
		}
	}
}

// plain is a number without an exponent, as the API takes it; what is no number is sent as it is and comes back.
func plain(s string) string {
	if s == "NA" {
		return ""
	}
	if v, ok := new(big.Rat).SetString(s); ok && strings.ContainsAny(s, "eE") {
		return strings.TrimRight(strings.TrimRight(v.FloatString(6), "0"), ".")
	}
	return s
}

func (s *source) add(r row) {
	_, part, _ := strings.Cut(r.value, ".")
	s.elements[r.element] = max(s.elements[r.element], len(strings.TrimRight(part, "0")))
	s.rows = append(s.rows, r)
}

func read(folder string) ([]source, error) {
	year := source{form: "GSO-N", period: "year", elements: map[string]int{}}
	school := source{form: "GSO-NH", period: "school-year", elements: map[string]int{}}
	seen := map[row]string{}
	err := table(filepath.Join(folder, "socioeconomic", "gso_province_indicators_long.csv"), func(col func(string) string) error {
		r := row{element: name(col("table"), col("indicator")), period: col("year"), unit: unitOf(col("province_code"))}
		if col("province_code") == "" { // of provinces that are no more
			r.unit = "P " + col("province")
		}
		if at := r; seen[at] != "" {
			return fmt.Errorf("%v stands twice", r)
		} else {
			seen[at] = "x"
		}
		r.value = plain(col("value"))
		if begins, _, yes := strings.Cut(r.period, "_"); yes { // 2001_2002
			r.period = begins + "Sep"
			school.add(r)
			return nil
		}
		year.add(r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	month := source{form: "BTN-TINH", period: "month", elements: map[string]int{}, categories: true}
	for option, file := range map[string]string{"mac": "gdpm_monthly_cases_1997_2017.csv", "chet": "gdpm_monthly_deaths_1997_2017.csv"} {
		f, err := os.Open(filepath.Join(folder, "disease", file))
		if err != nil {
			return nil, err
		}
		head, err := csv.NewReader(f).Read()
		f.Close()
		if err != nil {
			return nil, err
		}
		err = table(filepath.Join(folder, "disease", file), func(col func(string) string) error {
			for _, disease := range head[4:] {
				r := row{element: name(disease), option: option, period: col("year") + fmt.Sprintf("%02s", col("month")), unit: unitOf(col("province_code")), value: plain(col(disease))}
				if col("province_code") == "" {
					r.unit = "P " + col("province")
				}
				month.add(r)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return []source{year, school, month}, nil
}

func writeCSV(w io.Writer, rows []row) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"element", "period", "unit", "category", "value", "comment"})
	for _, r := range rows {
		_ = out.Write([]string{r.element, r.period, r.unit, r.option, r.value, ""})
	}
	out.Flush()
	return out.Error()
}

// writePack writes the forms as a province would.
func writePack(dir string, sources []source) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("mark: PROJECT CHOICE\nforms:\n")
	for _, s := range sources {
		fmt.Fprintf(&b, "  - code: %s\n    name: {vi: %q, en: %q}\n    owner: %s\n    period: %s\n    units: [%s]\n    from: \"1990-01-01\"\n    to: \"2018-01-01\"\n    due: {days: 10, hour: \"17:00\"}\n    levels: [{name: {vi: a, en: a}}]\n",
			s.form, s.form, s.form, unit, s.period, unit)
		if s.categories {
			b.WriteString("    categories: [{code: kq, name: {vi: a, en: a}, options: [{code: mac, name: {vi: a, en: a}}, {code: chet, name: {vi: b, en: b}}]}]\n")
		}
		b.WriteString("    elements:\n")
		for _, e := range slices.Sorted(maps.Keys(s.elements)) {
			fmt.Fprintf(&b, "      - {code: %s, name: {vi: %q, en: %q}, unit: \"1\", decimals: %d, aggregation: none", e, s.form+" "+e, e, min(6, s.elements[e]))
			if s.categories {
				b.WriteString(", categories: [kq]")
			}
			b.WriteString("}\n")
		}
	}
	err := os.WriteFile(filepath.Join(dir, "datasets.yaml"), []byte(b.String()), 0o600)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "pack.yaml"), []byte("name: trial\nversion: 1.0.0\ntitle: {vi: Thử, en: Trial}\nabout: {vi: Thử, en: Trial}\nneeds: [haiduong]\nparts: [datasets]\n"), 0o600)
}

// stored reads all values of a form back.
func (t *trial) stored(form string) (n int, sum string, err error) {
	total := new(big.Rat)
	get := func(path string, v any) error {
		r, err := http.NewRequest(http.MethodGet, t.Base+"/api/v1"+path, nil)
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+t.token)
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		defer a.Body.Close()
		if a.StatusCode != http.StatusOK {
			b, _ := io.ReadAll(a.Body)
			return fmt.Errorf("%s: %d %.500s", path, a.StatusCode, b)
		}
		return json.NewDecoder(a.Body).Decode(v)
	}
	after := ""
	for {
		var page struct {
			Items []struct{ ID string }
			Next  string
		}
		if err := get("/value-sets?limit=500&form="+form+"&after="+after, &page); err != nil {
			return 0, "", err
		}
		for _, s := range page.Items {
			var one struct{ Values []struct{ Value string } }
			if err := get("/value-sets/"+s.ID, &one); err != nil {
				return 0, "", err
			}
			for _, v := range one.Values {
				x, ok := new(big.Rat).SetString(v.Value)
				if !ok {
					return 0, "", fmt.Errorf("%q is no number", v.Value)
				}
				total.Add(total, x)
				n++
			}
		}
		if after = page.Next; after == "" {
			return n, total.FloatString(6), nil
		}
	}
}
