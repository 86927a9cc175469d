/* The house's own rules: arrows between rooms, who may see which library, names, headers, exported symbols, texts. */
#include "support/support.h"
#include <ctype.h>
#include <ftw.h>
#include <math.h>
#include "autodiff/op.h"
#include "expressivity/verdict.h"
#include "graph/generator.h"
#include "io/format.h"

/* In the order of dependency; a file may include rooms up to its own. */
static const char *const rooms[] = { "base", "graph", "count", "tensor", "io", "symmetry", "autodiff",
                                     "layers", "models", "train", "tasks", "expressivity" };
enum { ROOMS = sizeof rooms / sizeof *rooms, OUTSIDE = ROOMS, MAX_FILES = 2000 };

static const char *source_root(void)
{
    const char *root = getenv("GNN_TEST_SOURCE");
    ck_assert_msg(root, "GNN_TEST_SOURCE is not set");
    return root;
}

static const char *build_root(void)
{
    const char *root = getenv("GNN_TEST_BUILD");
    ck_assert_msg(root, "GNN_TEST_BUILD is not set");
    return root;
}

/* ---- files ---- */

static char *files[MAX_FILES];
static int n_files;

static int take_file(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)at;
    const char *dot = strrchr(path, '.');
    if (kind == FTW_F && dot && (!strcmp(dot, ".c") || !strcmp(dot, ".h") || !strcmp(dot, ".inc")) &&
        n_files < MAX_FILES)
        files[n_files++] = strdup(path);
    return 0;
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* C files under a folder of the project; paths start after the root. */
static void list_files(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", source_root(), folder);
    int from = n_files;
    ck_assert_msg(nftw(path, take_file, 16, FTW_PHYS) == 0, "%s cannot be listed", path);
    for (int i = from; i < n_files; i++)
        memmove(files[i], files[i] + strlen(source_root()) + 1, strlen(files[i]) - strlen(source_root()));
    qsort(files + from, (size_t)(n_files - from), sizeof *files, by_name);
}

static char *load(const char *relative)
{
    char path[4096], *text;
    size_t size;
    snprintf(path, sizeof path, "%s/%s", source_root(), relative);
    ck_ok(gnn_i_file_read(&text, &size, path, 0));
    return text;
}

static int room_of(const char *name, size_t len)
{
    for (int i = 0; i < ROOMS; i++)
        if (strlen(rooms[i]) == len && memcmp(rooms[i], name, len) == 0) return i;
    return -1;
}

/* The room a file is in; OUTSIDE for tools, tests, datasets, which may use all. */
static int room_of_file(const char *file)
{
    if (strncmp(file, "lib/", 4) == 0) return room_of(file + 4, strcspn(file + 4, "/"));
    if (strncmp(file, "include/gnn/", 12) == 0) {
        const char *name = file + 12;
        return strcmp(name, "gnn.h") == 0 ? OUTSIDE : room_of(name, strcspn(name, "."));
    }
    return OUTSIDE;
}

/* Calls see for each #include; `target` is the text between the marks. */
static void each_include(const char *file, void (*see)(const char *file, int line, bool angle, const char *target))
{
    char *text = load(file);
    int line = 1;
    for (char *p = text; *p; line++) {
        char *end = p + strcspn(p, "\n"), *s = p;
        bool last = !*end;
        *end = 0;
        if (sscanf(s, " # include %c", &(char){ 0 }) == 1 || strncmp(s, "#include ", 9) == 0) {
            char *open = strpbrk(s, "<\""), *close = open ? strpbrk(open + 1, ">\"") : NULL;
            if (close) {
                bool angle = *open == '<';
                *close = 0;
                see(file, line, angle, open + 1);
            }
        }
        if (last) break;
        p = end + 1;
    }
    gnn_i_free(text);
}

static int arrows; /* includes looked at, so that the test cannot pass by seeing nothing */

static void check_arrow(const char *file, int line, bool angle, const char *target)
{
    int mine = room_of_file(file), theirs = -1;
    if (strncmp(target, "gnn/", 4) == 0)
        theirs = strcmp(target, "gnn/gnn.h") == 0 ? ROOMS : room_of(target + 4, strcspn(target + 4, "."));
    else if (!angle && strchr(target, '/'))
        theirs = room_of(target, strcspn(target, "/"));
    if (theirs < 0) return;
    arrows++;
    ck_assert_msg(theirs <= mine, "%s:%d: %s is in a room above this one", file, line, target);
}

START_TEST(includes_point_down_the_room_order)
{
    list_files("include");
    list_files("lib");
    for (int i = 0; i < n_files; i++) {
        ck_assert_msg(room_of_file(files[i]) >= 0, "%s is in no room", files[i]);
        each_include(files[i], check_arrow);
    }
    ck_assert_int_gt(arrows, 50);
}
END_TEST

/* Libraries and the places that may see them (prefixes of paths). */
static const struct { const char *header; const char *places[6]; } doors[] = {
    { "igraph", { "lib/graph/igraph_bridge.c" } },
    { "cblas.h", { "lib/tensor/blas.c" } },
    { "lapacke", { "lib/tensor/lapack.c" } },
    { "glpk.h", { "lib/expressivity/fractional.c" } },
    { "jansson.h", { "lib/io/", "lib/models/", "lib/train/", "tools/", "datasets/" } },
    { "cairo", { "tools/" } },
    { "zlib.h", { "lib/base/read.c", "lib/io/" } },
    { "check.h", { "tests/" } },
};
static int seen_doors;

static void check_door(const char *file, int line, bool angle, const char *target)
{
    if (!angle) return;
    for (size_t d = 0; d < sizeof doors / sizeof *doors; d++) {
        if (strncmp(target, doors[d].header, strlen(doors[d].header)) != 0) continue;
        bool allowed = false;
        for (int i = 0; i < 6 && doors[d].places[i]; i++)
            allowed |= strncmp(file, doors[d].places[i], strlen(doors[d].places[i])) == 0;
        seen_doors++;
        ck_assert_msg(allowed, "%s:%d: <%s> is seen only by %s", file, line, target, doors[d].places[0]);
    }
}

START_TEST(each_library_is_seen_through_its_door_only)
{
    list_files("include");
    list_files("lib");
    list_files("tools");
    list_files("datasets");
    for (int i = 0; i < n_files; i++) each_include(files[i], check_door);
    ck_assert_int_ge(seen_doors, 8);
}
END_TEST

/* Heap and disk have one door each: base/. */
START_TEST(the_library_calls_no_heap_or_disk_past_its_doors)
{
    static const char *const words[] = { "malloc(", "calloc(", "realloc(", "strdup(", "fopen(", "rename(", "unlink(", "mkstemp(" };
    list_files("lib");
    for (int i = 0; i < n_files; i++) {
        if (strncmp(files[i], "lib/base/", 9) == 0) continue;
        char *text = load(files[i]);
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            for (char *p = text; (p = strstr(p, words[w])); p++) {
                bool name_before =
                    p > text && (isalnum((unsigned char)p[-1]) || p[-1] == '_' || p[-1] == '>' || p[-1] == '.');
                ck_assert_msg(name_before, "%s calls %s…): use base/", files[i], words[w]);
            }
        gnn_i_free(text);
    }
}
END_TEST

START_TEST(file_names_are_unique_in_the_tree)
{
    static const char *const folders[] = { "lib", "tools", "tests", "datasets" };
    for (int i = 0; i < 4; i++) list_files(folders[i]);
    for (int i = 0; i < n_files; i++)
        for (int j = 0; j < i; j++)
            ck_assert_msg(strcmp(strrchr(files[i], '/'), strrchr(files[j], '/')) != 0, "%s and %s have one name",
                          files[i], files[j]);
    ck_assert_int_gt(n_files, 50);
}
END_TEST

START_TEST(every_source_file_is_built)
{
    char path[4096], *commands;
    size_t size;
    snprintf(path, sizeof path, "%s/compile_commands.json", build_root());
    ck_ok(gnn_i_file_read(&commands, &size, path, 0));
    list_files("lib");
    list_files("tools");
    for (int i = 0; i < n_files; i++) {
        size_t n = strlen(files[i]);
        if (files[i][n - 1] == 'c' && files[i][n - 2] == '.')
            ck_assert_msg(strstr(commands, files[i]), "%s is in no list of meson.build", files[i]);
    }
    gnn_i_free(commands);
}
END_TEST

/* ---- public headers ---- */

static void compile_header(const char *compiler, const char *flags, const char *header)
{
    char command[8192];
    snprintf(command, sizeof command,
             "%s %s -Wall -Wextra -Wshadow -Werror -pedantic -fsyntax-only -I'%s/include' '%s/%s' 2>&1", compiler,
             flags, source_root(), source_root(), header);
    ck_assert_msg(system(command) == 0, "%s does not compile alone with %s %s", header, compiler, flags);
}

START_TEST(headers_compile_alone_as_c11)
{
    if (system("command -v cc >/dev/null 2>&1") != 0) SKIP("headers as C11: no cc here");
    list_files("include");
    for (int i = 0; i < n_files; i++) compile_header("cc", "-std=c11 -x c", files[i]);
}
END_TEST

START_TEST(headers_compile_alone_as_cpp17)
{
    if (system("command -v g++ >/dev/null 2>&1") != 0) SKIP("headers as C++17: no g++ here (apt-get install g++)");
    list_files("include");
    for (int i = 0; i < n_files; i++) compile_header("g++", "-std=c++17 -x c++", files[i]);
}
END_TEST

/* Text of [from, to) contains the word? */
static bool within(const char *from, const char *to, const char *word)
{
    const char *p = strstr(from, word);
    return p && p < to;
}

/* End of the paragraph: the next empty line. */
static const char *paragraph_end(const char *p)
{
    const char *end = strstr(p, "\n\n");
    return end ? end : p + strlen(p);
}

/* A contract right above each public function, with its result and cost; what all functions of a section share may stand
 * in the text that opens it.  A layer is one paragraph: comment, struct, _init, _forward. */
static void check_declarations(const char *header, const char *text)
{
    const char *section = text, *paragraph = text;
    bool layers = strcmp(header, "include/gnn/layers.h") == 0;
    int line = 1, functions = 0;
    for (const char *p = text; *p; line++) {
        const char *end = p + strcspn(p, "\n");
        if (p == end) paragraph = p + 1;
        if (strncmp(p, "/* ----", 7) == 0) section = p;
        if (strncmp(p, "GNN_API", 7) == 0) {
            const char *close = p - 3, *open = close, *shared = paragraph_end(section);
            bool above = close > text && strncmp(close, "*/\n", 3) == 0;
            while (above && open > text && strncmp(open, "/*", 2) != 0) open--;
            if (!above && layers && strncmp(paragraph, "/*", 2) == 0) open = paragraph, above = true;
            ck_assert_msg(above, "%s:%d: no comment directly above", header, line);
            ck_assert_msg(layers || strncmp(open, "/**", 3) == 0, "%s:%d: the comment above is not a contract", header, line);
            ck_assert_msg(within(open, p, "@return") || within(section, shared, "@return"), "%s:%d: no @return", header,
                          line);
            ck_assert_msg(within(open, p, "Cost") || within(section, shared, "Cost"), "%s:%d: no cost", header, line);
            functions++;
        }
        if (!*end) break;
        p = end + 1;
    }
    if (strcmp(header, "include/gnn/gnn.h") != 0 && strcmp(header, "include/gnn/train.h") != 0)
        ck_assert_msg(functions > 0, "%s declares nothing", header);
}

START_TEST(every_public_function_has_its_contract)
{
    list_files("include");
    for (int i = 0; i < n_files; i++) {
        char *text = load(files[i]);
        if (strcmp(files[i], "include/gnn/gnn.h") != 0)
            ck_assert_msg(within(text, strstr(text, "#ifndef"), "Threads"), "%s: no statement about threads on top",
                          files[i]);
        check_declarations(files[i], text);
        gnn_i_free(text);
    }
}
END_TEST

/* ---- the binary ---- */

START_TEST(exported_symbols_begin_with_gnn_and_are_public)
{
    char command[4200], name[512];
    int count = 0;
    if (system("command -v nm >/dev/null 2>&1") != 0) SKIP("exported symbols: no nm here");
    snprintf(command, sizeof command, "nm -D --defined-only --format=posix '%s/lib/libgnn.so'", build_root());
    FILE *f = popen(command, "r");
    ck_assert_ptr_nonnull(f);
    while (fscanf(f, "%511s %*[^\n]", name) == 1) {
        ck_assert_msg(strncmp(name, "gnn_", 4) == 0, "libgnn.so exports %s", name);
        ck_assert_msg(strncmp(name, "gnn_i_", 6) != 0, "libgnn.so exports the internal %s", name);
        count++;
    }
    ck_assert_int_eq(pclose(f), 0);
    ck_assert_int_gt(count, 100);
}
END_TEST

static bool command_says(const char *command, const char *file, const char *word)
{
    char text[4200], line[1024];
    bool found = false;
    snprintf(text, sizeof text, "%s '%s/%s'", command, build_root(), file);
    FILE *f = popen(text, "r");
    ck_assert_ptr_nonnull(f);
    while (fgets(line, sizeof line, f)) found |= strstr(line, word) != NULL;
    ck_assert_int_eq(pclose(f), 0);
    return found;
}

START_TEST(the_binaries_are_hardened)
{
    if (system("command -v readelf >/dev/null 2>&1") != 0) SKIP("hardening: no readelf here");
    ck_assert(command_says("readelf -d", "lib/libgnn.so", "NOW"));
    ck_assert(command_says("readelf -d", "lib/libgnn.so", "[libgnn.so.0]"));
    ck_assert(command_says("readelf -lW", "lib/libgnn.so", "GNU_RELRO"));
    ck_assert(!command_says("readelf -lW", "lib/libgnn.so", "RWE")); /* no stack or segment that is written and run */
    ck_assert(command_says("readelf -hW", "tools/gnn-info", "DYN")); /* position independent */
}
END_TEST

START_TEST(isnan_works_in_the_shipped_flags)
{
    volatile double zero = 0, nan = zero / zero;
    volatile float f = (float)nan;
    ck_assert(isnan(nan) && isnan(f) && isinf(1 / zero) && !isfinite(nan));
#ifdef __FAST_MATH__
    ck_abort_msg("built with -ffast-math");
#endif
}
END_TEST

/* ---- texts ---- */

START_TEST(landed_code_has_no_promises_for_later)
{
    /* Written apart, so that this file does not find itself. */
    static const char *const words[] = { "TO" "DO", "FIX" "ME", "place" "holder", "not implemented " "yet", "coming " "soon", "HA" "CK:" };
    static const char *const folders[] = { "include", "lib", "tools", "tests", "datasets", "docs" };
    for (int i = 0; i < 6; i++) list_files(folders[i]);
    for (int i = 0; i < n_files; i++) {
        char *text = load(files[i]);
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            ck_assert_msg(!strstr(text, words[w]), "%s contains \"%s\"", files[i], words[w]);
        gnn_i_free(text);
    }
}
END_TEST

START_TEST(every_word_of_a_table_has_its_help_and_sample)
{
    for (int i = 0; gnn_i_ops[i]; i++)
        ck_assert_msg(gnn_i_ops[i]->sample || gnn_i_ops[i]->symmetry == GNN_NOT_EQUIVARIANT,
                      "operation %s has no sample", gnn_i_ops[i]->name);
    for (int i = 0; gnn_format_name(i); i++) {
        const gnn_format *f = gnn_i_formats[i];
        ck_assert_msg(f->help && strlen(f->help) > 10, "format %s has no help", f->name);
        ck_assert_msg(f->read || f->write, "format %s neither reads nor writes", f->name);
        ck_assert_msg(!f->read || f->sniff, "format %s cannot be detected", f->name);
    }
    for (int i = 0; gnn_generator_name(i); i++) ck_assert_ptr_nonnull(gnn_generator_help(gnn_generator_name(i)));
    for (int i = 0; gnn_model_list(i); i++) {
        const char *help = gnn_model_help(gnn_model_list(i));
        ck_assert_msg(help && strstr(help, "ound") && strstr(help, "ource"), "model %s: help without bound or source",
                      gnn_model_list(i));
    }
    for (int i = 0; gnn_test_name(i); i++) {
        const char *help = gnn_test_help(gnn_test_name(i));
        ck_assert_msg(help && strlen(help) > 20, "test %s has no help", gnn_test_name(i));
    }
}
END_TEST

TESTS_BEGIN("structure")
    T(includes_point_down_the_room_order)
    T(each_library_is_seen_through_its_door_only)
    T(the_library_calls_no_heap_or_disk_past_its_doors)
    T(file_names_are_unique_in_the_tree)
    T(every_source_file_is_built)
    T(headers_compile_alone_as_c11)
    T(headers_compile_alone_as_cpp17)
    T(every_public_function_has_its_contract)
    T(exported_symbols_begin_with_gnn_and_are_public)
    T(the_binaries_are_hardened)
    T(isnan_works_in_the_shipped_flags)
    T(landed_code_has_no_promises_for_later)
    T(every_word_of_a_table_has_its_help_and_sample)
TESTS_END
