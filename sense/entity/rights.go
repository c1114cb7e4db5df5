package entity

import "thanhdong/ground/actor"

// Read lets everybody see the stations of their area.
var Read = actor.Declare("station.read", actor.ByArea, actor.Everyone...)
