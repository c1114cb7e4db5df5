// Package law keeps the acts and clauses that limits, playbooks, categories and areas rest on, with the
// dates between which they apply and the mark that says how sure we are of them.
//
// An act has a code of ours (QCVN-05-2023), the number of its document, a title, and clauses. It is in
// force on the days From <= day < To; an empty day is open. Marks are the closed list of the packs:
// VERIFIED, KNOWLEDGE high, medium or low, PROJECT CHOICE, COMPUTED. A clause without a mark has its
// act's.
//
// What is promised: Put is idempotent and tells every fault at once; an act's clauses that a Put does
// not name stay, because two packs may cite different clauses of one act. Nothing is ever removed, so
// what an old case cites can still be read. Check tells every reference that leads nowhere.
//
// Commands: Put, with a ledger entry for each act that changed, and the event law.Changed where what it
// says did ([Changed]). No rights: law is public.
// Other rooms may join law_act(code, title_vi, title_en, number, valid_from, valid_to, mark).
package law
