// Package simulate plays the stations of the sample province: "dữ liệu mẫu".
//
// It speaks only through the doors, as real stations do: some push JSON over HTTP
// with a device key, some write the text files of Circular 10/2021/TT-BTNMT into
// the drop folder. It never touches the database, so what
// a newcomer sees is what an integrator will see. It runs as a process of its own
// (thanhdong simulate), started by serve --sample live.
//
// What is said comes from the pack's part simulation ([pack.Simulation]): a daily
// curve per parameter, noise that is the same for the same seed, and episodes that
// begin some seconds after the start so that an alert and an incident exist within
// two minutes. [Model.Value] is pure: station, parameter and instant give the value.
//
// What is promised:
//   - At the start the last hours are filled in the contract's rhythm, oldest first,
//     so that charts and hourly figures are there; such values are too old to fire.
//     A later start goes on where the one before ended.
//   - A value that the server did not take is kept and sent again, oldest first, as
//     the circular asks of loggers; at most an hour of them, then the oldest go.
//   - A file is written under a name that the server does not read and renamed when
//     complete. Half an hour later its sender, which is this, removes it.
//
// [Seed] gives the same history to any taker without time passing, for --sample seed.
// [Handed] gives what units are supposed to have handed in before the start, in the words of know/dataset.
package simulate
