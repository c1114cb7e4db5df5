package console

import "testing"

func FuzzGivenValues(f *testing.F) {
	f.Add("text/csv", []byte("element,period,unit,category,value,comment\nmac,201806,H23.UB288,nam,12,\"a, b\"\n"))
	f.Add("text/csv; charset=utf-8", []byte("\ufeffunit,value,period,element\nH23,1,2018,x\n"))
	f.Add("application/json", []byte(`{"values":[{"element":"mac","period":"201806","unit":"H23.UB288","value":"12","seen":1}]}`))
	f.Add("text/csv", []byte("element,element\n"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		rows, _, err := readGiven(kind, body)
		if err != nil && rows != nil {
			t.Errorf("%d rows beside %v", len(rows), err)
		}
	})
}
