package warning

import "thanhdong/ground/text"

// status is what every message of this room says of itself (section 3.2.1).
func (ws *Warnings) status() string {
	if ws.since.IsZero() {
		return "Actual"
	}
	return "Exercise"
}

// note says it in words, where the standard has a place for them.
func (ws *Warnings) note() string {
	if ws.since.IsZero() {
		return ""
	}
	return text.T(text.VI, "warning.exercise_note", nil) + " / " + text.T(text.EN, "warning.exercise_note", nil)
}

// marked puts the word before what people read first.
func (ws *Warnings) marked(lang text.Lang, words string) string {
	if ws.since.IsZero() || words == "" {
		return words
	}
	return text.T(lang, "warning.exercise_mark", map[string]any{"words": words})
}
