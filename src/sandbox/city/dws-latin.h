/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends @text letter by letter in Latin script; nothing is translated or reordered. */
void  dws_append_latin (GString    *out,
                        const char *text);
/* Whether @text has a letter of the Cyrillic script. */
gboolean dws_has_cyrillic (const char *text);
/* (nullable): the English for a generic word in any of the city's languages ("улица" →
 * "Street"). */
const char *dws_generic_of (const char *word);
/* (nullable) (transfer full): the English name as mapped, made to look like ours ("Taha Husein
 * street" → "Taha Husein Street"); %NULL if it is not fit for a street's label. */
char *dws_street_from_english (const char *name_en);

G_END_DECLS
