/* --version, and the bash completion file that --print-completion writes from the option table. */
#include "cli.h"
#include <ctype.h>
#include <jansson.h>

const cli_version *cli_versions(void)
{
    static cli_version all[] = {
        { "igraph", GNN_IGRAPH_VERSION },
        { "OpenBLAS", GNN_OPENBLAS_VERSION },
        { "SuiteSparse", GNN_SUITESPARSE_VERSION },
        { "jansson", NULL },
        { "zlib", GNN_ZLIB_VERSION },
        { "xxHash", GNN_XXHASH_VERSION },
        { "cairo", GNN_CAIRO_VERSION },
        { NULL, NULL },
    };
    all[3].version = jansson_version_str();
    return all;
}

void cli_print_version(FILE *to, const char *name)
{
    fprintf(to, "%s (libgnn) %s\n", name, gnn_version());
    fputs("License GPL-3.0-or-later: GNU GPL version 3 or later <https://gnu.org/licenses/gpl.html>.\n"
          "This is free software: you may change and redistribute it.  There is no warranty.\n\nBuilt with ", to);
    for (const cli_version *v = cli_versions(); v->name; v++)
        fprintf(to, "%s %s%s", v->name, v->version, v[1].name ? ", " : ".\n");
}

/* "table|json" are the words themselves; FILE and DIR complete paths; others from the command's lists, or nothing. */
static void print_value_case(FILE *to, const cli_command *cmd, const struct argp_option *o)
{
    const char *(*name)(int) = NULL;
    for (const cli_values *v = cmd->values; v && v->option; v++)
        if (strcmp(v->option, o->name) == 0) name = v->name;
    fprintf(to, "    --%s", o->name);
    if (o->key < 128 && isalnum(o->key)) fprintf(to, "|-%c", o->key);
    fputs(") ", to);
    if (name) {
        fputs("COMPREPLY=($(compgen -W '", to);
        for (int i = 0; name(i); i++) fprintf(to, "%s%s", i ? " " : "", name(i));
        fputs("' -- \"$cur\")) ;;\n", to);
    } else if (strncmp(o->arg, "FILE", 4) == 0) {
        fputs("COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n", to);
    } else if (strncmp(o->arg, "DIR", 3) == 0) {
        fputs("COMPREPLY=($(compgen -d -- \"$cur\")) ;;\n", to);
    } else if (strchr(o->arg, '|') && islower((unsigned char)*o->arg)) {
        fputs("COMPREPLY=($(compgen -W '", to);
        for (const char *p = o->arg; *p; p++) fputc(*p == '|' ? ' ' : *p, to);
        fputs("' -- \"$cur\")) ;;\n", to);
    } else {
        fputs("COMPREPLY=() ;;\n", to);
    }
}

void cli_print_completion(FILE *to, const cli_command *cmd, const struct argp_option *options)
{
    char fn[64];
    snprintf(fn, sizeof fn, "_%s", cmd->name);
    for (char *p = fn; *p; p++)
        if (*p == '-') *p = '_';
    fprintf(to, "# bash completion for %s, written by %s --print-completion\n%s()\n{\n", cmd->name, cmd->name, fn);
    fputs("  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
          "  [ \"$cur\" = = ] && cur=\n"
          "  [ \"$prev\" = = ] && prev=${COMP_WORDS[COMP_CWORD-2]}\n"
          "  case $prev in\n", to);
    for (const struct argp_option *o = options; o->name || o->doc; o++)
        if (o->name && o->arg && !(o->flags & (OPTION_HIDDEN | OPTION_ARG_OPTIONAL))) print_value_case(to, cmd, o);
    fputs("    *)\n      if [[ $cur == -* ]]; then\n        COMPREPLY=($(compgen -W '", to);
    const char *gap = "";
    for (const struct argp_option *o = options; o->name || o->doc; o++)
        if (o->name && !(o->flags & OPTION_HIDDEN)) {
            fprintf(to, "%s--%s", gap, o->name);
            gap = " ";
        }
    fputs("' -- \"$cur\"))\n      else\n        COMPREPLY=($(compgen -f -- \"$cur\"))\n      fi ;;\n  esac\n}\n", to);
    fprintf(to, "complete -o filenames -F %s %s\n", fn, cmd->name);
}
