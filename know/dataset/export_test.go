package dataset

// ParseNumber is tested by itself.
var ParseNumber = parseNumber
