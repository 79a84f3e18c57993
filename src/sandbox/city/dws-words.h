/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A name as it is compared: words in one spelling, whatever script, case or transliteration they
 * came in. "Қабанбай", "Кабанбай" and "Kabanbay" are one word.
 */
typedef struct
{
  GPtrArray *words;      /* (owned): of char *; without the kind of thing it is */
  const char *generic;   /* (nullable): "Street", "Avenue" … where the name has such a word */
} DwsWords;

void     dws_words_init (DwsWords *words);
void     dws_words_add (DwsWords   *words,
                        const char *text);
gboolean dws_words_contain (DwsWords   *words,
                            const char *word);
void     dws_words_clear (DwsWords *words);
gboolean dws_word_is_number (const char *word);
char *dws_fold_number (const char *number);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DwsWords, dws_words_clear)

G_END_DECLS
