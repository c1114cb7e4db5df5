package incident

import "thanhdong/sense/alert"

// breachKindName is the kind of items that stand for a feed which breaks its contract:
// the same life as an alert's, found under a name of its own, because another person
// mends it, and counted apart.
const breachKindName = "feed-breach"

// kindOf is the kind of the item for these alerts.
func kindOf(alerts []alert.Alert) string {
	for _, a := range alerts {
		if a.Breach == "" {
			return alertKindName
		}
	}
	return breachKindName
}
