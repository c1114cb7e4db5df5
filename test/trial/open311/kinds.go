package main

// kinds maps the complaint types of New York's 311 to categories of the sample province. A type that is not here stops the trial.
var kinds = map[string]string{
	// moi_truong: rubbish, dumping, noise, smell, animals
	"Noise": "moi_truong", "Noise - Residential": "moi_truong", "Noise - Street/Sidewalk": "moi_truong", "Noise - Commercial": "moi_truong", "Noise - Vehicle": "moi_truong",
	"Noise - Helicopter": "moi_truong", "Noise - Park": "moi_truong", "Collection Truck Noise": "moi_truong", "Request Large Bulky Item Collection": "moi_truong",
	"Missed Collection (All Materials)": "moi_truong", "Sanitation Condition": "moi_truong", "Dirty Conditions": "moi_truong", "Dirty Condition": "moi_truong", "Illegal Dumping": "moi_truong",
	"Electronics Waste Appointment": "moi_truong", "Residential Disposal Complaint": "moi_truong", "Air Quality": "moi_truong", "Indoor Air Quality": "moi_truong", "Smoking": "moi_truong", "Asbestos": "moi_truong",
	"Animal Abuse": "moi_truong", "Animal-Abuse": "moi_truong", "Unsanitary Animal Pvt Property": "moi_truong", "New Tree Request": "moi_truong", "Dead/Dying Tree": "moi_truong",
	"Illegal Tree Damage": "moi_truong", "Other Enforcement": "moi_truong", "Animal in a Park": "moi_truong", "Industrial Waste": "moi_truong", "Noise - House of Worship": "moi_truong", "Overgrown Tree/Branches": "moi_truong", "Sweeping/Missed": "moi_truong",
	// ha_tang_giao_thong: roads, signs, signals, parking
	"Street Condition": "ha_tang_giao_thong", "Highway Condition": "ha_tang_giao_thong", "Curb Condition": "ha_tang_giao_thong", "Street Sign - Missing": "ha_tang_giao_thong",
	"Traffic Signal Condition": "ha_tang_giao_thong", "Traffic": "ha_tang_giao_thong", "Broken Parking Meter": "ha_tang_giao_thong", "Broken Muni Meter": "ha_tang_giao_thong",
	// tiep_can: what stands in the way of people who walk or roll
	"Sidewalk Condition": "tiep_can", "Root/Sewer/Sidewalk Condition": "tiep_can", "Obstruction": "tiep_can", "Elevator": "tiep_can",
	// trat_tu_do_thi: parking, selling, wrecks, graffiti
	"Illegal Parking": "trat_tu_do_thi", "Blocked Driveway": "trat_tu_do_thi", "Derelict Vehicle": "trat_tu_do_thi", "Derelict Vehicles": "trat_tu_do_thi", "Abandoned Vehicle": "trat_tu_do_thi",
	"Abandoned Bike": "trat_tu_do_thi", "Graffiti": "trat_tu_do_thi", "Vending": "trat_tu_do_thi", "Vendor Enforcement": "trat_tu_do_thi", "Mobile Food Vendor": "trat_tu_do_thi", "Encampment": "trat_tu_do_thi",
	"Violation of Park Rules": "trat_tu_do_thi", "Panhandling": "trat_tu_do_thi", "Urinating in Public": "trat_tu_do_thi",
	// an emergency, or near it: the question of the category is answered
	"Emergency Response Team (ERT)": "nguy_hiem_truoc_mat", "Hazardous Materials": "nguy_hiem_truoc_mat", "Damaged Tree": "nguy_hiem_truoc_mat", "SAFETY": "nguy_hiem_truoc_mat",
	// thoat_nuoc, dien_chieu_sang
	"Sewer": "thoat_nuoc", "Standing Water": "thoat_nuoc", "Water System": "thoat_nuoc", "WATER LEAK": "thoat_nuoc", "Water Conservation": "thoat_nuoc", "Street Light Condition": "dien_chieu_sang", "ELECTRIC": "dien_chieu_sang", "Electrical": "dien_chieu_sang",
	// dat_dai_xay_dung: houses and building sites
	"HEAT/HOT WATER": "dat_dai_xay_dung", "UNSANITARY CONDITION": "dat_dai_xay_dung", "General Construction/Plumbing": "dat_dai_xay_dung", "GENERAL": "dat_dai_xay_dung", "DOOR/WINDOW": "dat_dai_xay_dung",
	"Building/Use": "dat_dai_xay_dung", "PAINT/PLASTER": "dat_dai_xay_dung", "Maintenance or Facility": "dat_dai_xay_dung", "FLOORING/STAIRS": "dat_dai_xay_dung", "PLUMBING": "dat_dai_xay_dung",
	"APPLIANCE": "dat_dai_xay_dung", "Special Projects Inspection Team (SPIT)": "dat_dai_xay_dung", "Housing Options": "dat_dai_xay_dung", "Non-Residential Heat": "dat_dai_xay_dung",
	// y_te_attp
	"Rodent": "y_te_attp", "Food Poisoning": "y_te_attp", "Alzheimer's Care": "y_te_attp", "Food Establishment": "y_te_attp", "Lead": "y_te_attp", "Homeless Person Assistance": "y_te_attp", "Drug Activity": "y_te_attp",
	// dich_vu_cong: papers, taxes, officials. Private: not listed to anybody.
	"DOF Property - Reduction Issue": "dich_vu_cong", "DOF Property - Update Account": "dich_vu_cong", "DOF Property - Owner Issue": "dich_vu_cong", "DOF Parking - Payment Issue": "dich_vu_cong",
	"DOF Parking - Tax Exemption": "dich_vu_cong", "Taxpayer Advocate Inquiry": "dich_vu_cong", "Benefit Card Replacement": "dich_vu_cong", "SCRIE": "dich_vu_cong", "DPR Internal": "dich_vu_cong", "Advocate-Personal Exemptions": "dich_vu_cong", "DCA / DOH New License Application Request": "dich_vu_cong", "DOF Property - Request Copy": "dich_vu_cong", "HPD Literature Request": "dich_vu_cong", "Housing - Low Income Senior": "dich_vu_cong",
	// kinh_te_thi_truong
	"Consumer Complaint": "kinh_te_thi_truong", "For Hire Vehicle Complaint": "kinh_te_thi_truong", "For Hire Vehicle Report": "kinh_te_thi_truong", "Taxi Complaint": "kinh_te_thi_truong", "Taxi Report": "kinh_te_thi_truong",
	// vien_thong
	"LinkNYC": "vien_thong",
	// khac
	"Non-Emergency Police Matter": "khac", "Lost Property": "khac", "Disorderly Youth": "khac", "Drinking": "khac", "Ferry Inquiry": "khac", "Question": "khac",
}

// stopped are the types of which somebody is hurt or about to be: our question says so, and the answer is whom to call.
var stopped = map[string]bool{"Emergency Response Team (ERT)": true, "Hazardous Materials": true}

// private is the category that nobody is shown.
const private = "dich_vu_cong"

// centres stand for the place of a row that has none: of its borough, and of the city where that is not said.
var centres = map[string][2]float64{
	"MANHATTAN": {40.7831, -73.9712}, "BRONX": {40.8448, -73.8648}, "BROOKLYN": {40.6782, -73.9442}, "QUEENS": {40.7282, -73.7949}, "STATEN ISLAND": {40.5795, -74.1502}, "": {40.7128, -74.0060},
}
