/* Plots: a script beside its data, and the picture where gnuplot is installed. */
#include "experiment.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

/* gnuplot NAME.gp in the folder; false: it is not installed, or failed. */
static bool gnuplot(const char *folder, const char *script)
{
    pid_t pid = fork();
    int status;
    if (pid == 0) {
        if (chdir(folder) != 0) _exit(127);
        int null = open("/dev/null", O_WRONLY);
        if (null >= 0) (void)dup2(null, 2);
        execlp("gnuplot", "gnuplot", script, (char *)NULL);
        _exit(127);
    }
    if (pid < 0) return false;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

gnn_status plot_begin(plot *p, const char *name, const char *settings)
{
    *p = (plot){ .name = name };
    p->data = open_memstream(&p->bytes[0], &p->size[0]), p->script = open_memstream(&p->bytes[1], &p->size[1]);
    if (!p->data || !p->script) {
        plot_free(p);
        return gnn_i_fail(GNN_ENOMEM, "out of memory for a plot");
    }
    fprintf(p->script, "set terminal svg size 860,480 font 'sans,13'\nset output '%s.svg'\nset datafile separator ','\n"
                       "set key outside right noenhanced\n%splot ", name, settings);
    return GNN_OK;
}

void plot_curve(plot *p, const char *style, int color, bool titled, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(p->title, sizeof p->title, format, args);
    va_end(args);
    p->style = style, p->color = color, p->titled = titled, p->begun = false;
}

static void begin_curve(plot *p)
{
    fprintf(p->data, "%s# %s\n", p->curves ? "\n\n" : "", p->title);
    fprintf(p->script, "%s'%s.csv' index %d using %s", p->curves ? ", \\\n     " : "", p->name, p->curves, p->style);
    if (p->color) fprintf(p->script, " linecolor %d", p->color);
    if (p->color && !strstr(p->style, "filled")) fprintf(p->script, " dashtype %d", 1 + (p->color - 1) / 8);
    fprintf(p->script, " title '%s'", p->titled ? p->title : "");
    p->curves++, p->begun = true;
}

void plot_row(plot *p, const char *format, ...)
{
    va_list args;
    if (!p->begun) begin_curve(p);
    va_start(args, format);
    vfprintf(p->data, format, args);
    va_end(args);
    fputc('\n', p->data);
}

void plot_free(plot *p)
{
    if (p->data) fclose(p->data);
    if (p->script) fclose(p->script);
    free(p->bytes[0]), free(p->bytes[1]);
    *p = (plot){ 0 };
}

gnn_status plot_end(plot *p, const char *folder)
{
    gnn_status st = GNN_OK;
    char path[4096], file[256];
    fputc('\n', p->script);
    bool ok = fclose(p->data) == 0 && fclose(p->script) == 0;
    p->data = p->script = NULL;
    GNN_REQUIRE(ok, GNN_ENOMEM, "out of memory for a plot");
    if (p->curves == 0) goto done;
    snprintf(file, sizeof file, "%s.csv", p->name);
    GNN_TRY(folder_write(folder_file(path, folder, file, NULL), p->bytes[0], p->size[0]));
    snprintf(file, sizeof file, "%s.gp", p->name);
    GNN_TRY(folder_write(folder_file(path, folder, file, NULL), p->bytes[1], p->size[1]));
    if (!gnuplot(folder, file))
        cli_note("gnuplot is not there, or failed: %s.svg is not made; %s is there", p->name, file);
done:
    plot_free(p);
    return st;
}
