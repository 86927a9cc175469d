/* safetensors: 8 bytes little-endian N, N bytes of JSON {"name": {"dtype","shape","data_offsets"}, "__metadata__": {…}},
 * then one buffer without holes.  We add a checksum to the metadata, "gnn_xxh3": 16 hex digits of XXH3-64 over header and
 * data with those digits as zeros; other readers ignore it, ours refuses a damaged file. */
#include "safetensors_i.h"
#include <jansson.h>
#include <xxhash.h>

enum { MAX_HEADER = 100 << 20, CHECK_DIGITS = 16 };
/* The mark says that a checksum must be there: without it, damage to the checksum's own name would pass unseen. */
static const char check_key[] = "gnn_xxh3", mark_key[] = "gnn_safetensors", no_digits[] = "0000000000000000";

void gnn_safetensors_free(gnn_safetensors *st)
{
    if (!st) return;
    for (int64_t i = 0; st->names && i < st->count; i++) gnn_i_free(st->names[i]);
    for (int64_t i = 0; st->tensors && i < st->count; i++) gnn_tensor_free(st->tensors[i]);
    for (int64_t i = 0; st->meta_keys && i < st->meta_count; i++) gnn_i_free(st->meta_keys[i]);
    for (int64_t i = 0; st->meta_values && i < st->meta_count; i++) gnn_i_free(st->meta_values[i]);
    gnn_i_free(st->names);
    gnn_i_free(st->tensors);
    gnn_i_free(st->meta_keys);
    gnn_i_free(st->meta_values);
    gnn_i_free(st);
}

const gnn_tensor *gnn_safetensors_get(const gnn_safetensors *st, const char *name)
{
    for (int64_t i = 0; i < st->count; i++)
        if (strcmp(st->names[i], name) == 0) return st->tensors[i];
    return NULL;
}

const char *gnn_safetensors_meta(const gnn_safetensors *st, const char *key)
{
    for (int64_t i = 0; i < st->meta_count; i++)
        if (strcmp(st->meta_keys[i], key) == 0) return st->meta_values[i];
    return NULL;
}

/* ---- building by hand ---- */

gnn_status gnn_i_safetensors_add(gnn_safetensors *st_, const char *name, gnn_tensor *t)
{
    gnn_status st = GNN_OK;
    int64_t names = st_->count, tensors = st_->count; /* capacities: exact growth, these lists are short */
    char *text = gnn_i_strdup(name);
    if (!text) return GNN_ENOMEM;
    GNN_TRY(gnn_i_grow(&st_->names, &names, st_->count + 1, sizeof *st_->names));
    GNN_TRY(gnn_i_grow(&st_->tensors, &tensors, st_->count + 1, sizeof *st_->tensors));
    st_->names[st_->count] = text, st_->tensors[st_->count++] = t;
    text = NULL;
done:
    gnn_i_free(text);
    return st;
}

gnn_status gnn_i_safetensors_add_meta(gnn_safetensors *st_, const char *key, const char *value)
{
    gnn_status st = GNN_OK;
    int64_t keys = st_->meta_count, values = st_->meta_count;
    char *k = gnn_i_strdup(key), *v = k ? gnn_i_strdup(value) : NULL;
    if (!v) { st = GNN_ENOMEM; goto done; }
    GNN_TRY(gnn_i_grow(&st_->meta_keys, &keys, st_->meta_count + 1, sizeof *st_->meta_keys));
    GNN_TRY(gnn_i_grow(&st_->meta_values, &values, st_->meta_count + 1, sizeof *st_->meta_values));
    st_->meta_keys[st_->meta_count] = k, st_->meta_values[st_->meta_count++] = v;
    k = v = NULL;
done:
    gnn_i_free(k);
    gnn_i_free(v);
    return st;
}

/* ---- reading ---- */

typedef struct entry {
    const char *name; /* of the JSON object */
    gnn_dtype dtype;
    int ndim;
    int64_t shape[4], begin, end;
} entry;

static bool take_count(const json_t *v, int64_t *out)
{
    if (!json_is_integer(v) || json_integer_value(v) < 0) return false;
    *out = json_integer_value(v);
    return true;
}

static gnn_status take_entry(entry *e, const char *file, const char *name, const json_t *v, int64_t data_size)
{
    const json_t *dtype = json_object_get(v, "dtype"), *shape = json_object_get(v, "shape"),
                 *at = json_object_get(v, "data_offsets");
    const char *text = json_string_value(dtype);
    int64_t size = 1;
    GNN_REQUIRE_RETURN(text && json_is_array(shape) && json_is_array(at) && json_array_size(at) == 2 &&
                           json_object_size(v) == 3,
                       GNN_EPARSE, "%s: tensor \"%s\": dtype, shape and two data_offsets were expected", file, name);
    GNN_REQUIRE_RETURN(strcmp(text, "F32") == 0 || strcmp(text, "F64") == 0, GNN_EDTYPE,
                       "%s: tensor \"%s\" has dtype %.20s, F32 and F64 are supported", file, name, text);
    GNN_REQUIRE_RETURN(json_array_size(shape) <= 4, GNN_EPARSE,
                       "%s: tensor \"%s\" has %zu dimensions, at most 4 are possible", file, name,
                       json_array_size(shape));
    *e = (entry){ .name = name, .dtype = text[1] == '3' ? GNN_F32 : GNN_F64, .ndim = (int)json_array_size(shape) };
    for (int i = 0; i < e->ndim; i++)
        GNN_REQUIRE_RETURN(take_count(json_array_get(shape, (size_t)i), &e->shape[i]) &&
                               gnn_i_mul_ok(size, e->shape[i], &size),
                           GNN_EPARSE, "%s: tensor \"%s\": the shape is not a list of sizes", file, name);
    GNN_REQUIRE_RETURN(take_count(json_array_get(at, 0), &e->begin) && take_count(json_array_get(at, 1), &e->end) &&
                           e->begin <= e->end && e->end <= data_size,
                       GNN_EPARSE, "%s: tensor \"%s\": data_offsets are not inside the file's %lld bytes of data", file,
                       name, (long long)data_size);
    GNN_REQUIRE_RETURN(gnn_i_mul_ok(size, (int64_t)gnn_dtype_size(e->dtype), &size) && size == e->end - e->begin,
                       GNN_EPARSE, "%s: tensor \"%s\": shape and data_offsets do not agree", file, name);
    return GNN_OK;
}

static int by_place(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

static gnn_status take_header(entry **entries, int64_t *count, gnn_safetensors *out, const char *file, json_t *root,
                              int64_t data_size)
{
    gnn_status st = GNN_OK;
    const char *key;
    json_t *v;
    entry *list;
    int64_t n = 0, at = 0;
    GNN_ALLOC(list, json_object_size(root));
    json_object_foreach(root, key, v) {
        if (strcmp(key, "__metadata__") != 0) {
            GNN_TRY(take_entry(&list[n++], file, key, v, data_size));
            continue;
        }
        const char *k;
        json_t *s;
        GNN_REQUIRE(json_is_object(v), GNN_EPARSE, "%s: __metadata__ is not an object", file);
        json_object_foreach(v, k, s) {
            GNN_REQUIRE(json_is_string(s), GNN_EPARSE, "%s: __metadata__ \"%s\" is not a string", file, k);
            GNN_TRY(gnn_i_safetensors_add_meta(out, k, json_string_value(s)));
        }
    }
    qsort(list, (size_t)n, sizeof *list, by_place);
    for (int64_t i = 0; i < n; i++) {
        GNN_REQUIRE(list[i].begin == at, GNN_EPARSE, "%s: tensor \"%s\" %s", file, list[i].name,
                    list[i].begin < at ? "overlaps the one before" : "leaves a gap before it");
        at = list[i].end;
    }
    GNN_REQUIRE(at == data_size, GNN_EPARSE, "%s: %lld bytes after the last tensor", file, (long long)(data_size - at));
    *entries = list, *count = n, list = NULL;
done:
    gnn_i_free(list);
    return st;
}

static uint64_t checksum(const char *header, size_t n, const char *digits, const char *data, size_t size)
{
    size_t before = digits ? (size_t)(digits - header) : n;
    XXH3_state_t *s = XXH3_createState();
    if (!s) return 0;
    XXH3_64bits_reset(s);
    XXH3_64bits_update(s, header, before);
    if (digits) {
        XXH3_64bits_update(s, no_digits, CHECK_DIGITS);
        XXH3_64bits_update(s, digits + CHECK_DIGITS, n - before - CHECK_DIGITS);
    }
    XXH3_64bits_update(s, data, size);
    uint64_t sum = XXH3_64bits_digest(s);
    XXH3_freeState(s);
    return sum;
}

/* Where the digits stand in the raw header, NULL if there are none. */
static const char *find_digits(const char *header, size_t n, const char *digits)
{
    if (!digits || strlen(digits) != CHECK_DIGITS) return NULL;
    return memmem(header, n, digits, CHECK_DIGITS);
}

static gnn_status verify(int *verified, const gnn_safetensors *st, const char *file, const char *header, size_t n,
                         const char *data, size_t size)
{
    const char *claimed = gnn_safetensors_meta(st, check_key);
    const char *at = find_digits(header, n, claimed);
    char text[CHECK_DIGITS + 1];
    GNN_REQUIRE_RETURN(claimed || !gnn_safetensors_meta(st, mark_key), GNN_EPARSE,
                       "%s: the checksum is missing: the file is damaged", file);
    if (!claimed) {
        if (verified) *verified = 0;
        return GNN_OK;
    }
    GNN_REQUIRE_RETURN(at, GNN_EPARSE, "%s: the checksum is not 16 hexadecimal digits", file);
    snprintf(text, sizeof text, "%016llx", (unsigned long long)checksum(header, n, at, data, size));
    GNN_REQUIRE_RETURN(strcmp(text, claimed) == 0, GNN_EPARSE,
                       "%s: the checksum is %s, the content gives %s: the file is damaged", file, claimed, text);
    if (verified) *verified = 1;
    return GNN_OK;
}

static gnn_status take_tensors(gnn_safetensors *out, const entry *list, int64_t count, const char *data)
{
    gnn_status st = GNN_OK;
    GNN_CALLOC(out->names, count);
    GNN_CALLOC(out->tensors, count);
    for (int64_t i = 0; i < count; i++) {
        out->names[i] = gnn_i_strdup(list[i].name);
        if (!out->names[i]) { st = GNN_ENOMEM; goto done; }
        out->count = i + 1;
        GNN_TRY(gnn_tensor_new(&out->tensors[i], list[i].dtype, list[i].ndim, list[i].shape));
        if (list[i].end > list[i].begin)
            memcpy(out->tensors[i]->data, data + list[i].begin, (size_t)(list[i].end - list[i].begin));
    }
done:
    return st;
}

gnn_status gnn_safetensors_parse(gnn_safetensors **out, const void *bytes, size_t size, const char *name, int *verified)
{
    gnn_status st = GNN_OK;
    gnn_safetensors *s = NULL;
    json_t *root = NULL;
    entry *list = NULL;
    int64_t count = 0;
    uint64_t n = 0;
    json_error_t error;
    const char *header = (const char *)bytes + 8;
    GNN_REQUIRE(size >= 8, GNN_EPARSE, "%s: %zu bytes, a safetensors file has at least 8", name, size);
    for (int i = 7; i >= 0; i--) n = n << 8 | ((const unsigned char *)bytes)[i];
    GNN_REQUIRE(n <= MAX_HEADER, n <= size - 8 ? GNN_ELIMIT : GNN_EPARSE,
                "%s: a header of %llu bytes is announced, at most %d are read", name, (unsigned long long)n,
                MAX_HEADER);
    GNN_REQUIRE(n <= size - 8 && n >= 2 && header[0] == '{', GNN_EPARSE,
                "%s: not a safetensors file (a header of %llu bytes does not fit)", name, (unsigned long long)n);
    root = json_loadb(header, n, JSON_REJECT_DUPLICATES, &error);
    GNN_REQUIRE(root, GNN_EPARSE, "%s:%d:%d: header: %s", name, error.line, error.column, error.text);
    GNN_REQUIRE(json_is_object(root), GNN_EPARSE, "%s: the header is not an object", name);
    GNN_CALLOC(s, 1);
    GNN_TRY(take_header(&list, &count, s, name, root, (int64_t)(size - 8 - n)));
    GNN_TRY(verify(verified, s, name, header, n, header + n, size - 8 - n));
    GNN_TRY(take_tensors(s, list, count, header + n));
    *out = s, s = NULL;
done:
    gnn_safetensors_free(s);
    gnn_i_free(list);
    json_decref(root);
    return st;
}

gnn_status gnn_safetensors_read(gnn_safetensors **out, const char *path, int *verified)
{
    char *bytes;
    size_t size;
    GNN_TRY_RETURN(gnn_i_file_read(&bytes, &size, path, 0));
    gnn_status st = gnn_safetensors_parse(out, bytes, size, path, verified);
    gnn_i_free(bytes);
    return st;
}

/* ---- writing ---- */

static json_t *shape_json(const gnn_tensor *t)
{
    json_t *a = json_array();
    for (int i = 0; i < t->ndim; i++) json_array_append_new(a, json_integer(t->shape[i]));
    return a;
}

static size_t bytes_of(const gnn_tensor *t) { return (size_t)gnn_tensor_size(t) * gnn_dtype_size(t->dtype); }

/* f64 before f32, so that each tensor is aligned to its element size. */
static gnn_status describe(json_t *root, const gnn_safetensors *st)
{
    int64_t at = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int64_t i = 0; i < st->count; i++) {
            const gnn_tensor *t = st->tensors[i];
            if ((t->dtype == GNN_F64) != (pass == 0)) continue;
            int64_t end = at + (int64_t)bytes_of(t);
            json_t *v = json_pack("{s:s, s:o, s:[I,I]}", "dtype", t->dtype == GNN_F64 ? "F64" : "F32", "shape",
                                  shape_json(t), "data_offsets", (json_int_t)at, (json_int_t)end);
            GNN_REQUIRE_RETURN(!json_object_get(root, st->names[i]) && strcmp(st->names[i], "__metadata__") != 0,
                               (json_decref(v), GNN_EINVAL), "safetensors: the name \"%s\" is taken", st->names[i]);
            GNN_REQUIRE_RETURN(v && json_object_set_new(root, st->names[i], v) == 0, GNN_EINVAL,
                               "safetensors: the name of tensor %lld is not UTF-8", (long long)i);
            at = end;
        }
    return GNN_OK;
}

static gnn_status make_header(char **out, size_t *size, const gnn_safetensors *st_)
{
    gnn_status st = GNN_OK;
    json_t *root = json_object(), *meta = json_object();
    char *text = NULL, *padded = NULL;
    json_object_set_new(meta, check_key, json_string(no_digits));
    json_object_set_new(meta, mark_key, json_string("1"));
    for (int64_t i = 0; i < st_->meta_count; i++)
        if (strcmp(st_->meta_keys[i], check_key) != 0 && strcmp(st_->meta_keys[i], mark_key) != 0)
            GNN_REQUIRE(json_object_set_new(meta, st_->meta_keys[i], json_string(st_->meta_values[i])) == 0, GNN_EINVAL,
                        "safetensors: metadata \"%s\" is not UTF-8", st_->meta_keys[i]);
    GNN_REQUIRE(json_object_set(root, "__metadata__", meta) == 0, GNN_ENOMEM, "out of memory");
    GNN_TRY(describe(root, st_));
    text = json_dumps(root, JSON_COMPACT);
    GNN_REQUIRE(text, GNN_ENOMEM, "out of memory");
    size_t n = strlen(text), total = (n + 8 + 63) / 64 * 64 - 8;
    GNN_ALLOC(padded, total + 1);
    memcpy(padded, text, n);
    memset(padded + n, ' ', total - n);
    padded[total] = 0;
    *out = padded, *size = total, padded = NULL;
done:
    gnn_i_free(padded);
    free(text); /* jansson's */
    json_decref(meta);
    json_decref(root);
    return st;
}

gnn_status gnn_safetensors_write(const char *path, const gnn_safetensors *st_, int force)
{
    gnn_status st = GNN_OK;
    gnn_writer *w = NULL;
    char *header = NULL, *data = NULL, digits[CHECK_DIGITS + 1];
    unsigned char length[8];
    size_t n = 0, size = 0, at = 0;
    GNN_TRY(make_header(&header, &n, st_));
    for (int64_t i = 0; i < st_->count; i++) size += bytes_of(st_->tensors[i]);
    GNN_ALLOC(data, size);
    for (int pass = 0; pass < 2; pass++)
        for (int64_t i = 0; i < st_->count; i++) {
            const gnn_tensor *t = st_->tensors[i];
            if ((t->dtype == GNN_F64) != (pass == 0) || bytes_of(t) == 0) continue;
            memcpy(data + at, t->data, bytes_of(t));
            at += bytes_of(t);
        }
    /* the metadata comes first and its first entry is the checksum, so this is the right place */
    char *place = strstr(header, no_digits);
    gnn_bug_assert(place);
    snprintf(digits, sizeof digits, "%016llx", (unsigned long long)checksum(header, n, place, data, size));
    memcpy(place, digits, CHECK_DIGITS);
    for (int i = 0; i < 8; i++) length[i] = (unsigned char)((uint64_t)n >> 8 * i);
    GNN_TRY(gnn_i_writer_open(&w, path, force != 0));
    (void)gnn_i_writer_write(w, length, sizeof length);
    (void)gnn_i_writer_write(w, header, n);
    (void)gnn_i_writer_write(w, data, size);
    st = gnn_i_writer_commit(&w);
done:
    gnn_i_writer_abort(&w);
    gnn_i_free(header);
    gnn_i_free(data);
    return st;
}
