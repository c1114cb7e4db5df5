package rule

import "thanhdong/ground/actor"

// Read is looking at rules: who is called by them may know why.
var Read = actor.Declare("rule.read", actor.Anywhere, actor.Everyone...)
