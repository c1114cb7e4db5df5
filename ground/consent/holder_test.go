package consent_test

import (
	"testing"

	"thanhdong/ground/consent"
)

func TestAPersonIsFoundHoweverTheNumberWasWritten(t *testing.T) {
	who := consent.Person{Name: "Trần  thị hoà", Phones: []string{"+84 912.345-678"}, Emails: []string{" Hoa@Example.vn"}}
	if !who.HasPhone("0912 345 678") || !who.HasEmail("hoa@example.VN") || !who.HasName("Trần Thị Hòa") {
		t.Error("the same person was not known")
	}
	if who.HasPhone("") || who.HasEmail("") || who.HasName("") || who.HasPhone("0912345679") || (consent.Person{Phones: []string{"--"}}).HasPhone("x") {
		t.Error("nothing, or another, is taken for the person")
	}
}
