// Package entity holds the things of the city and where they belong: stations
// first; devices, buildings and roads later, in the same table.
//
// An [Entity] has a type and a code that is unique within it, a place, an owner
// unit and an area. Its row keeps the paths of that unit and area as they were
// on the day it was saved, so that rights are one predicate on the row. The
// information model follows NGSI-LD (an entity with typed attributes), but a
// measured value is never part of the document: it lies with the observations,
// because a value every five minutes must not rewrite a kilobyte of description.
//
// Promises. A code, once given, keeps its id: saving again changes the row and
// never makes a second one. Whoever may not read a station's area does not learn
// that the station exists. Every change raises the version that memory caches
// compare (entity_version), also across processes.
//
// Events: entity.Changed with the body {"id", "type", "code"}.
// Others may read the table entity (id, type, code, name, name_en, unit, unit_path, area,
// area_path, lon, lat, sample) and entity_version (n).
package entity
