package playbook

import "thanhdong/ground/actor"

// Read is looking at playbooks: they are no secret from those who follow them.
var Read = actor.Declare("playbook.read", actor.Anywhere, actor.Everyone...)
