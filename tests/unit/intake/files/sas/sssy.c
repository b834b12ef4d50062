/* Writes a table in the columns of Statistics Denmark's SSSY with ReadStat's own writer: sssy FILE ROWS [rle].

   Build: see README.md.
   The writer says that its text is UTF-8. The byte for the encoding is set to Latin-1 here, as the texts are. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "readstat.h"

static ssize_t to_file(const void *bytes, size_t length, void *file) { return write(*(int *)file, bytes, length); }

static readstat_variable_t *column(readstat_writer_t *writer, const char *name, readstat_type_t type, size_t width,
                                   const char *format) {
    readstat_variable_t *made = readstat_add_variable(writer, name, type, width);
    if (format) readstat_variable_set_format(made, format);
    return made;
}

int main(int arguments, char **given) {
    long rows = atol(given[2]);
    int file = open(given[1], O_CREAT | O_TRUNC | O_RDWR, 0644);
    readstat_writer_t *writer = readstat_writer_init();
    readstat_set_data_writer(writer, &to_file);
    readstat_writer_set_file_timestamp(writer, 1735689600);
    readstat_writer_set_table_name(writer, "SSSY");
    if (arguments > 3) readstat_writer_set_compression(writer, READSTAT_COMPRESS_ROWS);
    readstat_variable_t *pnr = column(writer, "PNR", READSTAT_TYPE_STRING, 12, NULL);
    readstat_variable_t *specialty = column(writer, "SPECIALE", READSTAT_TYPE_STRING, 6, NULL);
    readstat_variable_t *week = column(writer, "HONUGE", READSTAT_TYPE_STRING, 4, NULL);
    readstat_variable_t *date = column(writer, "BEHANDLINGSDATO", READSTAT_TYPE_DOUBLE, 8, "DDMMYY10");
    readstat_variable_t *time = column(writer, "INDLAEST", READSTAT_TYPE_DOUBLE, 8, "DATETIME19");
    readstat_variable_t *clock = column(writer, "KLOKKEN", READSTAT_TYPE_DOUBLE, 8, "TIME8");
    readstat_variable_t *services = column(writer, "YDLANT", READSTAT_TYPE_DOUBLE, 8, NULL);
    readstat_variable_t *place = column(writer, "BOPAEL", READSTAT_TYPE_STRING, 12, NULL);
    const char *specialties[] = {"800101", "802101", "800120"};
    const char *places[] = {"R\370dovre", "\306r\370", "Aarhus", "T\345rnby"};
    readstat_begin_writing_sas7bdat(writer, &file, rows);
    for (long row = 0; row < rows; row++) {
        char key[16], honuge[8];
        snprintf(key, sizeof key, "%012ld", (row * 7919) % 1000000007);
        snprintf(honuge, sizeof honuge, "23%02ld", 1 + row % 52);
        readstat_begin_row(writer);
        readstat_insert_string_value(writer, pnr, key);
        readstat_insert_string_value(writer, specialty, specialties[row % 3]);
        readstat_insert_string_value(writer, week, honuge);
        if (row % 5 == 4) readstat_insert_missing_value(writer, date);
        else readstat_insert_double_value(writer, date, 23011 + row % 365);              /* from 1 January 2023 */
        readstat_insert_double_value(writer, time, (23011 + row % 365) * 86400.0 + 3723.5 + row % 60);
        readstat_insert_double_value(writer, clock, 3600 * (row % 24) + 59);
        if (row % 7 == 6) readstat_insert_tagged_missing_value(writer, services, 'A');   /* the special missing .A */
        else readstat_insert_double_value(writer, services, 1 + row % 3);
        readstat_insert_string_value(writer, place, row % 9 == 8 ? "" : places[row % 4]);
        if (readstat_end_row(writer) != READSTAT_OK) return 1;
    }
    if (readstat_end_writing(writer) != READSTAT_OK) return 1;
    unsigned char latin1 = 29;
    if (pwrite(file, &latin1, 1, 70) != 1) return 1;
    readstat_writer_free(writer);
    return close(file);
}
