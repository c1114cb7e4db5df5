package derive

import (
	"math"
	"strings"
	"testing"
)

// vnAQI is Decision 1459/QĐ-TCMT as the sample pack brings it.
func vnAQI() Table {
	return Table{
		Method: "VN_AQI-1459/2019", Procedure: Hourly, Parameter: "VN_AQI", Act: "1459/QD-TCMT", Mark: "VERIFIED",
		Levels: []float64{0, 50, 100, 150, 200, 300, 400, 500},
		Inputs: []Input{
			{Parameter: "O3", Unit: "ug/Nm3", Mean: OneHour, Breakpoints: []float64{0, 160, 200, 300, 400, 800, 1000, 1200}},
			{Parameter: "CO", Unit: "ug/Nm3", Mean: OneHour, Breakpoints: []float64{0, 10000, 30000, 45000, 60000, 90000, 120000, 150000}},
			{Parameter: "SO2", Unit: "ug/Nm3", Mean: OneHour, Breakpoints: []float64{0, 125, 350, 550, 800, 1600, 2100, 2630}},
			{Parameter: "NO2", Unit: "ug/Nm3", Mean: OneHour, Breakpoints: []float64{0, 100, 200, 700, 1200, 2350, 3100, 3850}},
			{Parameter: "PM10", Unit: "ug/Nm3", Mean: NowCast, Breakpoints: []float64{0, 50, 150, 250, 350, 420, 500, 600}},
			{Parameter: "PM2.5", Unit: "ug/Nm3", Mean: NowCast, Breakpoints: []float64{0, 25, 50, 80, 150, 250, 350, 500}},
		},
		NeedsOne: []string{"PM10", "PM2.5"}, MinMinutes: 45,
	}
}

func hours(newestLast ...float64) (c [nowcastHours]float64) {
	for i := range c {
		c[i] = missing
		if n := len(newestLast) - 1 - i; n >= 0 {
			c[i] = newestLast[n]
		}
	}
	return c
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// The examples of the decision's own text, §2.3.
func TestTheDecisionsExamplesComeOut(t *testing.T) {
	c := hours(26.9, 24.7, 20.5, 23.5, 19.5, 16.5, 19.0, 16.5, 20.3, 22.4, 19.6, 20.6)
	near(t, "NowCast of PM2.5", nowcast(c), 20.27, 0.005)
	tab := vnAQI()
	sub := func(p string, v float64) float64 {
		for _, in := range tab.Inputs {
			if in.Parameter == p {
				return subIndex(tab.Levels, in.Breakpoints, v)
			}
		}
		return missing
	}
	near(t, "O3 136.1", sub("O3", 136.1), 42.53, 0.005)
	// The text prints 60, an error of the original.
	near(t, "NO2 118.7", sub("NO2", 118.7), 59.35, 1e-9)
	near(t, "PM2.5 20.3", sub("PM2.5", 20.3), 40.6, 1e-9)
	near(t, "O3 114.6", sub("O3", 114.6), 35.8, 0.02)
	near(t, "NO2 130.8", sub("NO2", 130.8), 65.4, 1e-9)
	near(t, "PM2.5 55.7", sub("PM2.5", 55.7), 109.5, 1e-9)

	ix, ok := tab.Hour(map[string][nowcastHours]float64{"O3": hours(136.1), "NO2": hours(118.7), "PM2.5": c})
	if !ok || ix.Value != 59 || ix.Parameter != "NO2" {
		t.Errorf("hourly index %+v", ix)
	}
	for p, want := range map[string]float64{"O3": 43, "NO2": 59, "PM2.5": 41} {
		if got := round(ix.Sub[p].Index); got != want {
			t.Errorf("%s: %v, want %v", p, got, want)
		}
	}
}

func TestTheIndexIsRoundedHalfUpWithTolerance(t *testing.T) {
	for v, want := range map[float64]float64{109.4999999: 110, 109.5: 110, 109.499: 109, 42.5: 43, 65.4: 65, 0: 0} {
		if got := round(v); got != want {
			t.Errorf("%v: %v, want %v", v, got, want)
		}
	}
}

func TestNowCastNeedsTwoOfTheNewestThree(t *testing.T) {
	none := missing
	for name, c := range map[string]struct {
		c    [nowcastHours]float64
		want float64
	}{
		"one recent":        {hours(20, 20, 20, none, none, 20), none},
		"no recent":         {hours(20, 20, 20, none, none, none), none},
		"newest missing":    {hours(20, 20, none), 20},
		"two alone":         {hours(30, none, 30), 30},
		"all zero":          {hours(0, 0, 0), 0},
		"half weight":       {hours(10, 40), (40 + 0.5*10) / 1.5},
		"missing weighs 0":  {hours(80, none, 100), (100 + 0.64*80) / 1.64},
		"small negative":    {hours(-1, -2), 0},
		"complete at w=1/2": {hours(10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 100), (100 + 10*(1-math.Pow(0.5, 11))) / (2 - math.Pow(0.5, 11))},
	} {
		got := nowcast(c.c)
		if math.IsNaN(c.want) != math.IsNaN(got) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		} else if !math.IsNaN(got) {
			near(t, name, got, c.want, 1e-9)
		}
	}
}

func TestTheSubIndexIsContinuousAndCapped(t *testing.T) {
	tab := vnAQI()
	for _, in := range tab.Inputs {
		for i, p := range in.Breakpoints {
			near(t, in.Parameter, subIndex(tab.Levels, in.Breakpoints, p), tab.Levels[i], 1e-9)
		}
		near(t, in.Parameter+" above", subIndex(tab.Levels, in.Breakpoints, 1e9), 500, 0)
		near(t, in.Parameter+" below", subIndex(tab.Levels, in.Breakpoints, -3), 0, 0)
	}
}

func TestWithoutDustThereIsNoIndex(t *testing.T) {
	if ix, ok := vnAQI().Hour(map[string][nowcastHours]float64{"O3": hours(136.1)}); ok {
		t.Errorf("got %+v", ix)
	}
}

func TestABadTableNamesAllItsFaults(t *testing.T) {
	tab := vnAQI()
	if err := tab.Validate(); err != nil {
		t.Fatal(err)
	}
	tab.Act, tab.Procedure = "", "guess"
	tab.Inputs[0].Breakpoints = tab.Inputs[0].Breakpoints[:3]
	tab.NeedsOne = []string{"soot"}
	err := tab.Validate()
	if err == nil {
		t.Fatal("accepted")
	}
	for _, path := range []string{"act", "procedure", "inputs/0/breakpoints", "needs_one/0"} {
		if !strings.Contains(err.Error(), path) {
			t.Errorf("%s is not named: %v", path, err)
		}
	}
}
