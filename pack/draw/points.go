package main

// West and south edge of the province (administration.md §1, bounding box
// 106.124–106.612 E, 20.684–21.237 N): the origin of the grid.
const (
	west  = 106.124
	south = 20.684
)

type shape struct {
	code, name, kind string
	km2              float64 // official area, only to compare the drawing with
	ring             string  // names of points, counter-clockwise
}

// points lie on a grid of kilometres from the south-west corner.
var points = map[string][2]float64{
	// Cẩm Giàng and its borders
	"a1": {1.2, 25.2}, "a2": {0.2, 29.5}, "a3": {4.4, 32.6}, "a4": {10, 34}, "a5": {15.2, 33.2}, "a6": {15.4, 29.2}, "a7": {14.4, 25}, "a8": {8, 24.6},
	// Bình Giang
	"b1": {13.3, 21}, "b2": {13, 16.2}, "b3": {7, 15.8}, "b4": {2, 16.8}, "b5": {1.2, 21},
	// Thanh Miện
	"c1": {13.6, 12}, "c2": {13, 7}, "c3": {10.8, 3.4}, "c4": {5.6, 4.6}, "c5": {2.6, 10},
	// Gia Lộc
	"d1": {18, 24.2}, "d2": {22.8, 23.4}, "d3": {22.8, 18}, "d4": {22.2, 12.6},
	// Ninh Giang
	"e1": {25, 8.6}, "e2": {27.6, 4}, "e3": {23.6, 1.4}, "e4": {17, 0.9},
	// Tứ Kỳ
	"f1": {28.6, 23}, "f2": {29.4, 18}, "f3": {32, 13}, "f4": {36, 9.6}, "f5": {33.6, 5},
	// Thanh Hà
	"g1": {29.4, 27}, "g2": {34.8, 27}, "g3": {40, 24}, "g4": {41.2, 17.8}, "g5": {39, 13},
	// Kim Thành
	"h1": {29.4, 30.2}, "h2": {29.8, 34}, "h3": {36.4, 33.8}, "h4": {42.4, 32.2}, "h5": {48.4, 27.8}, "h6": {45.2, 24.6},
	// Thành phố Hải Dương
	"i1": {25, 31}, "i2": {19.4, 32},
	// Nam Sách
	"j1": {15.8, 37.6}, "j2": {18.2, 40.4}, "j3": {23.6, 40.8}, "j4": {28.4, 39.8}, "j5": {29.4, 37.2},
	// Chí Linh
	"k1": {34, 42.8}, "k2": {36.8, 48.2}, "k3": {37, 54.2}, "k4": {32.8, 58.4}, "k5": {27.4, 60.9}, "k6": {22.6, 57.4}, "k7": {19.6, 52.4}, "k8": {20.4, 46.6},
	// Kinh Môn
	"l1": {39.2, 42.6}, "l2": {44, 40}, "l3": {48, 36.4}, "l4": {50.3, 31.6},
}

var units = []shape{
	{"288", "Thành phố Hải Dương", "city", 111.64, "a5 a6 a7 d1 d2 f1 g1 h1 i1 i2"},
	{"290", "Thành phố Chí Linh", "city", 282.91, "j2 j3 j4 k1 k2 k3 k4 k5 k6 k7 k8"},
	{"291", "Huyện Nam Sách", "district", 111.0, "a5 i2 i1 h1 h2 j5 j4 j3 j2 j1"},
	{"292", "Thị xã Kinh Môn", "town", 165.33, "j4 j5 h2 h3 h4 h5 l4 l3 l2 l1 k1"},
	{"293", "Huyện Kim Thành", "district", 115.1, "g1 g2 g3 h6 h5 h4 h3 h2 h1"},
	{"294", "Huyện Thanh Hà", "district", 140.7, "f1 f2 f3 f4 g5 g4 g3 g2 g1"},
	{"295", "Huyện Cẩm Giàng", "district", 110.1, "a1 a8 a7 a6 a5 a4 a3 a2"},
	{"296", "Huyện Bình Giang", "district", 106.2, "b5 b4 b3 b2 b1 a7 a8 a1"},
	{"297", "Huyện Gia Lộc", "district", 99.7, "a7 b1 b2 c1 d4 d3 d2 d1"},
	{"298", "Huyện Tứ Kỳ", "district", 165.3, "d2 d3 d4 e1 e2 f5 f4 f3 f2 f1"},
	{"299", "Huyện Ninh Giang", "district", 136.8, "c1 c2 c3 e4 e3 e2 e1 d4"},
	{"300", "Huyện Thanh Miện", "district", 123.5, "b4 c5 c4 c3 c2 c1 b2 b3"},
}
