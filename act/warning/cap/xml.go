package cap

import (
	"strconv"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// Parse gives the message of a text that breaks no rule; else what [Check] says.
func Parse(message []byte) (Message, error) {
	n, err := read(message)
	if err != nil {
		return Message{}, err
	}
	m := Message{
		Identifier: n.says("identifier"), Sender: n.says("sender"), Sent: n.time("sent"), Status: n.says("status"), MsgType: n.says("msgType"),
		Source: n.says("source"), Scope: n.says("scope"), Restriction: n.says("restriction"), Addresses: n.says("addresses"),
		Codes: n.list("code"), Note: n.says("note"), Incidents: n.says("incidents"),
	}
	m.References, _ = parseReferences(n.says("references"))
	for _, i := range n.all("info") {
		m.Infos = append(m.Infos, i.info())
	}
	return m, nil
}

func (n *node) list(name string) (list []string) {
	for _, kid := range n.all(name) {
		list = append(list, strings.TrimSpace(kid.text))
	}
	return list
}

func (n *node) time(name string) time.Time {
	t, _ := parseTime(n.says(name))
	return t
}

func (n *node) values(name string) (list []Value) {
	for _, kid := range n.all(name) {
		list = append(list, Value{Name: kid.says("valueName"), Value: kid.says("value")})
	}
	return list
}

func (n *node) info() Info {
	i := Info{
		Language: n.says("language"), Categories: n.list("category"), Event: n.says("event"), ResponseTypes: n.list("responseType"),
		Urgency: n.says("urgency"), Severity: n.says("severity"), Certainty: n.says("certainty"), Audience: n.says("audience"),
		EventCodes: n.values("eventCode"), Effective: n.time("effective"), Onset: n.time("onset"), Expires: n.time("expires"),
		SenderName: n.says("senderName"), Headline: n.says("headline"), Description: n.says("description"), Instruction: n.says("instruction"),
		Web: n.says("web"), Contact: n.says("contact"), Parameters: n.values("parameter"),
	}
	for _, r := range n.all("resource") {
		size, _ := strconv.ParseInt(r.says("size"), 10, 64)
		i.Resources = append(i.Resources, Resource{Desc: r.says("resourceDesc"), MimeType: r.says("mimeType"), Size: size, URI: r.says("uri"), Digest: r.says("digest")})
	}
	for _, a := range n.all("area") {
		area := Area{Desc: a.says("areaDesc"), Geocodes: a.values("geocode"), Altitude: a.says("altitude"), Ceiling: a.says("ceiling")}
		for _, text := range a.list("polygon") {
			ring, _ := parsePolygon(text)
			area.Polygons = append(area.Polygons, ring)
		}
		for _, text := range a.list("circle") {
			c, _ := parseCircle(text)
			area.Circles = append(area.Circles, c)
		}
		i.Areas = append(i.Areas, area)
	}
	return i
}

// XML writes the message in the schema's order, with a declaration. A
// message that breaks a rule is refused as [Check] refuses it.
func (m Message) XML() ([]byte, error) {
	b, err := document(m.element()).WriteToBytes()
	if err != nil {
		return nil, err
	}
	return b, Check(b)
}

func document(alert *etree.Element) *etree.Document {
	doc := etree.NewDocument()
	doc.CreateProcInst("xml", `version="1.0" encoding="UTF-8"`)
	doc.SetRoot(alert)
	return doc
}

// writer adds elements that say something.
type writer struct{ *etree.Element }

func (w writer) put(name string, texts ...string) {
	for _, s := range texts {
		if s != "" {
			w.CreateElement(name).SetText(s)
		}
	}
}

func (w writer) time(name string, t time.Time) {
	if !t.IsZero() {
		w.put(name, Time(t))
	}
}

func (w writer) values(name string, list []Value) {
	for _, v := range list {
		pair := w.CreateElement(name)
		pair.CreateElement("valueName").SetText(v.Name)
		pair.CreateElement("value").SetText(v.Value)
	}
}

func (m Message) element() *etree.Element {
	w := writer{etree.NewElement("alert")}
	w.CreateAttr("xmlns", Namespace)
	w.put("identifier", m.Identifier)
	w.put("sender", m.Sender)
	w.time("sent", m.Sent)
	w.put("status", m.Status)
	w.put("msgType", m.MsgType)
	w.put("source", m.Source)
	w.put("scope", m.Scope)
	w.put("restriction", m.Restriction)
	w.put("addresses", m.Addresses)
	w.put("code", m.Codes...)
	w.put("note", m.Note)
	var refs string
	for i, r := range m.References {
		if i > 0 {
			refs += " "
		}
		refs += r.String()
	}
	w.put("references", refs)
	w.put("incidents", m.Incidents)
	for _, i := range m.Infos {
		i.write(writer{w.CreateElement("info")})
	}
	return w.Element
}

func (i Info) write(w writer) {
	w.put("language", i.Language)
	w.put("category", i.Categories...)
	w.put("event", i.Event)
	w.put("responseType", i.ResponseTypes...)
	w.put("urgency", i.Urgency)
	w.put("severity", i.Severity)
	w.put("certainty", i.Certainty)
	w.put("audience", i.Audience)
	w.values("eventCode", i.EventCodes)
	w.time("effective", i.Effective)
	w.time("onset", i.Onset)
	w.time("expires", i.Expires)
	w.put("senderName", i.SenderName)
	w.put("headline", i.Headline)
	w.put("description", i.Description)
	w.put("instruction", i.Instruction)
	w.put("web", i.Web)
	w.put("contact", i.Contact)
	w.values("parameter", i.Parameters)
	for _, r := range i.Resources {
		w := writer{w.CreateElement("resource")}
		w.put("resourceDesc", r.Desc)
		w.put("mimeType", r.MimeType)
		if r.Size > 0 {
			w.put("size", strconv.FormatInt(r.Size, 10))
		}
		w.put("uri", r.URI)
		w.put("digest", r.Digest)
	}
	for _, a := range i.Areas {
		w := writer{w.CreateElement("area")}
		w.put("areaDesc", a.Desc)
		for _, ring := range a.Polygons {
			w.put("polygon", polygonText(ring))
		}
		for _, c := range a.Circles {
			w.put("circle", c.String())
		}
		w.values("geocode", a.Geocodes)
		w.put("altitude", a.Altitude)
		w.put("ceiling", a.Ceiling)
	}
}
