/* Plots: a script beside its data, and the picture where gnuplot is installed. */
#include "experiment.h"
#include <errno.h>
#include <fcntl.h>
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

gnn_status plot_make(const char *folder, const char *name, const char *script)
{
    char path[4096], file[256];
    snprintf(file, sizeof file, "%s.gp", name);
    GNN_TRY_RETURN(folder_write(folder_file(path, folder, file, NULL), script, strlen(script)));
    if (!gnuplot(folder, file)) cli_note("gnuplot is not there, or failed: %s.svg is not made; %s is there", name, file);
    return GNN_OK;
}
