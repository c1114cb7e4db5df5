package entity

// Parameters are what a station measures, in the order in which its register or
// pack names them, which is the order people expect to read them in.
func (e Entity) Parameters() []string {
	switch list := e.Attrs["parameters"].(type) {
	case []string:
		return list
	case []any: // as it comes back from the store
		names := make([]string, 0, len(list))
		for _, v := range list {
			if s, ok := v.(string); ok {
				names = append(names, s)
			}
		}
		return names
	}
	return nil
}
