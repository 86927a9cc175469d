/* Run folders, what gnn-train and gnn-experiment have in common: files, and env.json with what a run ran on. */
#ifndef CLI_FOLDER_H
#define CLI_FOLDER_H

#include <jansson.h>
#include "cli.h"

enum { CHECKPOINT_SECONDS = 10 }; /* between checkpoints of a run */

/* ---- folder.c ---- */
/* The folder and those above it; what is there already must be a folder. */
gnn_status folder_make(const char *path);
/* "DIR/a" or "DIR/a/b" into path[4096]. */
const char *folder_file(char path[4096], const char *folder, const char *a, const char *b);
/* Durable. */
gnn_status folder_write(const char *path, const char *text, size_t size);
/* JSON as people would write it, durable; takes the reference. */
gnn_status folder_write_json(const char *path, json_t *o);
/* What `print` writes with --format csv, whatever the command's format is; durable. */
gnn_status folder_write_csv(const char *path, gnn_status (*print)(FILE *to, const void *of), const void *of);
gnn_status folder_append_line(const char *path, const json_t *o);
/* Lines of a JSON-lines file, NULL if there is none; a damaged last line is dropped. */
json_t *folder_lines(const char *path);
/* What this start runs on, and its command line without the folders of this machine; NULL: out of memory. */
json_t *folder_start(int argc, char **argv);
/* {"schema": …, "starts": […]}: this start alone, or, resumed, after those of the file.  Takes the reference. */
gnn_status folder_write_env(const char *path, const char *schema, json_t *start, bool resume);
/* CPU seconds of this process. */
double cpu_seconds(void);

/* ---- json_text.c ---- */
/* *text is to be freed with free; takes the reference. */
gnn_status json_text(char **text, size_t *size, json_t *o);

#endif
