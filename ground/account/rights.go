package account

import "thanhdong/ground/actor"

// Read is seeing who has an account, with which grants.
var Read = actor.Declare("account.read", actor.ByUnit|actor.ByArea, actor.Admin, actor.Inspector)

// Manage is everything that changes accounts, keys and tokens of others.
var Manage = actor.Declare("account.manage", actor.ByUnit|actor.ByArea, actor.Admin)
