// Package filedrop takes station files that senders put into a folder: the text
// files of Circular 10/2021/TT-BTNMT, as loggers send them by FTP, SFTP or a
// shared disk.
//
// A feed whose contract maps its source's own form takes tables and JSON files
// instead (".csv", ".json", ".ndjson", ".txt"), read by that mapping.
//
// Below the drop folder lies one folder for each feed with the connector
// "filedrop", named by the feed's code; files may lie at any depth below it. A
// file is taken when its size and time have not changed for two seconds by our
// own clock: the clock of the file system may be wrong. A file whose last line is
// cut is waited for up to a minute. Rows and the memory of the file are written
// in one commit.
//
// Promises. A sender's file is never changed, moved or deleted. The same content
// for the same station again is nothing, whatever it is called. A file that has
// grown or was written anew is taken again as a whole, where only what is new
// counts. A bad line goes to quarantine with its number and never rejects the
// rest. Files are taken in the order of their times, so that the last sent
// counts. Links are not followed; names that do not end in ".txt" are a sender's
// own business (unfinished uploads).
package filedrop
