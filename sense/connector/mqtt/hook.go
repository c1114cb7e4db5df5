package mqtt

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"time"

	broker "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/feed"
	"thanhdong/sense/feed/body"
)

// hook is where the broker asks.
type hook struct {
	broker.HookBase
	m *MQTT
}

func (*hook) ID() string { return "thanhdong" }

func (*hook) Provides(b byte) bool {
	return bytes.IndexByte([]byte{broker.OnConnect, broker.OnConnectAuthenticate, broker.OnACLCheck, broker.OnPacketRead, broker.OnPacketEncode,
		broker.OnPublish, broker.OnPacketProcessed}, b) >= 0
}

// OnConnect answers a refusal itself, because the broker would not.
func (h *hook) OnConnect(cl *broker.Client, pk packets.Packet) error {
	c := cl.Net.Conn.(*conn)
	if refused, key := h.m.enter(c, cl, pk); refused != nil {
		code := refused.v3
		if cl.Properties.ProtocolVersion == 5 {
			code = because(refused.v5, key, nil)
		}
		h.m.log.Debug("mqtt: a connection was refused", "remote", c.RemoteAddr().String(), "key", key)
		_ = h.m.server.SendConnack(cl, code, false, nil)
		return code
	}
	// The broker computes one and a half of this in 16 bits.
	if most := uint16(longest / time.Second); cl.State.Keepalive == 0 || cl.State.Keepalive > most {
		cl.State.Keepalive, cl.State.ServerKeepalive = most, true
	}
	return nil
}

// OnConnectAuthenticate has nothing left to ask: enter has.
func (*hook) OnConnectAuthenticate(*broker.Client, packets.Packet) bool { return true }

// OnACLCheck refuses every subscription. Who may publish where is decided with
// the message.
func (*hook) OnACLCheck(_ *broker.Client, _ string, write bool) bool { return write }

// OnPacketRead refuses what a publication may not be, before the broker changes
// it into something that it may.
func (h *hook) OnPacketRead(cl *broker.Client, pk packets.Packet) (packets.Packet, error) {
	if pk.FixedHeader.Type != packets.Publish {
		return pk, nil
	}
	switch {
	case pk.FixedHeader.Qos > 1:
		h.m.end(cl, because(packets.ErrQosNotSupported, "mqtt.qos2", nil))
	case pk.FixedHeader.Retain:
		h.m.end(cl, because(packets.ErrRetainNotSupported, "mqtt.retain", nil))
	case pk.Properties.TopicAliasFlag:
		h.m.end(cl, packets.ErrTopicAliasInvalid)
	case feedOf(pk.TopicName) == "":
		h.m.end(cl, because(packets.ErrTopicNameInvalid, "mqtt.topic", map[string]any{"topic": shorten(pk.TopicName)}))
	default:
		return pk, nil
	}
	return pk, packets.ErrRejectPacket
}

// OnPacketEncode tells a client that comes in what it may do here, which the
// broker leaves out.
func (h *hook) OnPacketEncode(cl *broker.Client, pk packets.Packet) packets.Packet {
	c, ok := cl.Net.Conn.(*conn)
	if pk.FixedHeader.Type != packets.Connack || pk.ReasonCode != 0 || !ok || c.device == nil {
		return pk
	}
	pk.SessionPresent = c.device.present
	p := &pk.Properties
	p.MaximumPacketSize = MaxMessage
	p.RetainAvailableFlag, p.WildcardSubAvailableFlag, p.SubIDAvailableFlag, p.SharedSubAvailableFlag = true, true, true, true
	return pk
}

// OnPublish stores a message; the broker acknowledges it after this returns
// without fault.
func (h *hook) OnPublish(cl *broker.Client, pk packets.Packet) (packets.Packet, error) {
	c := cl.Net.Conn.(*conn)
	if !h.m.work.begin(c) {
		h.m.end(cl, packets.ErrServerShuttingDown)
		return pk, packets.ErrRejectPacket
	}
	answer, code := h.m.take(c.device, pk)
	told := cl.Properties.ProtocolVersion == 5 && pk.FixedHeader.Qos == 1 // who hears a code
	switch {
	case answer == refused && told, answer == done && told && code.Code != 0:
		return pk, code
	case answer == done:
		return pk, packets.CodeSuccessIgnore // acknowledged, and handed on to nobody
	}
	h.m.end(cl, code)
	return pk, packets.ErrRejectPacket
}

// OnPacketProcessed comes after the answer was written.
func (h *hook) OnPacketProcessed(cl *broker.Client, _ packets.Packet, _ error) {
	if c, ok := cl.Net.Conn.(*conn); ok {
		h.m.work.end(c)
	}
}

// answer is what becomes of a message.
type answer int

const (
	done    answer = iota // stored, or in quarantine: acknowledged
	refused               // it will never be taken
	later                 // not for now: the connection ends, so that the device sends it again
)

// take stores what a message says. The code says why not, or what was wrong with
// it.
func (m *MQTT) take(d *device, pk packets.Packet) (answer, packets.Code) {
	if time.Since(d.checked) >= m.check {
		if _, err := m.byKey(m.ctx, d.key); fault.Is(err, fault.Unauthenticated) {
			return later, because(packets.ErrNotAuthorized, "mqtt.key_ended", nil)
		} else if err != nil {
			return later, m.away(err)
		}
		d.checked = time.Now()
	}
	code := feedOf(pk.TopicName)
	if !d.who.MaySend(code) {
		return refused, because(packets.ErrNotAuthorized, "mqtt.foreign_topic", map[string]any{"feed": shorten(code)})
	}
	if len(pk.Payload) == 0 { // nothing that could be kept
		return done, because(packets.ErrPayloadFormatInvalid, "push.empty", nil)
	}
	var wrong packets.Code
	readings, err := m.read(m.ctx, code, pk.Payload, pk.Properties.ContentType, "MQTT "+d.who.Name, body.MaxRows)
	if f, ours := fault.As(err); ours && (f.Kind == fault.Invalid || f.Kind == fault.TooLarge) {
		wrong, err = because(packets.ErrPayloadFormatInvalid, f.Key, f.Args), nil
		readings = []feed.Reading{{Reason: feed.BadLine, Raw: pk.Payload, Origin: "MQTT " + d.who.Name}}
	}
	if err == nil {
		if _, err = m.accept(actor.With(m.ctx, d.who), code, readings); err == nil {
			return done, wrong
		}
	}
	switch f, ours := fault.As(err); {
	case ours && f.Kind == fault.Forbidden:
		return refused, because(packets.ErrNotAuthorized, f.Key, f.Args)
	case ours && f.Kind == fault.NotFound:
		return refused, because(packets.ErrTopicNameInvalid, f.Key, f.Args)
	}
	return later, m.away(err)
}

// away is said when nothing could be stored for now.
func (m *MQTT) away(err error) packets.Code {
	if m.ctx.Err() != nil {
		return packets.ErrServerShuttingDown
	}
	m.quiet.warn(m.log, "mqtt: messages are turned away", err)
	key := "mqtt.store_away"
	if f, ours := fault.As(err); ours && f.Kind == fault.Unavailable {
		key = f.Key
	}
	return because(packets.ErrServerBusy, key, nil)
}

// feedOf reads the topic; "" when it is none of ours.
func feedOf(topic string) string {
	code, ok := strings.CutPrefix(topic, "feeds/")
	if !ok {
		return ""
	}
	if code, ok = strings.CutSuffix(code, "/observations"); !ok || strings.ContainsAny(code, "/+#\x00") {
		return ""
	}
	return code
}

// because puts a code into words. Packets name no language: it is the default one.
func because(code packets.Code, key string, args map[string]any) packets.Code {
	code.Reason = text.T(text.VI, key, args)
	return code
}

func shorten(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if r := []rune(s); len(r) > 100 {
		return string(r[:100]) + "…"
	}
	return s
}

// quiet logs what may come ten thousand times at once: a line a second, with the
// number of those left out.
type quiet struct {
	mu   sync.Mutex
	last time.Time
	left int
}

func (q *quiet) warn(log *slog.Logger, what string, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	if now.Sub(q.last) < time.Second {
		q.left++
		return
	}
	log.Warn(what, "err", err, "left_out", q.left)
	q.last, q.left = now, 0
}
