/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-words.h"

#include <string.h>

#include "dws-latin.h"

/* Spellings that mean one sound; longer ones first, applied from left to right. */
static const struct
{
  const char *spelled;
  const char *sound;
} sounds[] = {
  { "shch", "sh" }, { "sch", "sh" }, { "zh", "j" }, { "kh", "h" }, { "gh", "g" }, { "ts", "c" },
  { "ck", "k" }, { "ph", "f" }, { "yo", "e" }, { "ye", "e" }, { "ya", "ia" }, { "yu", "iu" },
  { "ng", "n" },
  { "q", "k" }, { "x", "h" }, { "w", "v" }, { "y", "i" },
};

/* English and abbreviated words for kinds of street; Russian and Kazakh ones are known to
 * dws_generic_of(). */
static const struct
{
  const char *word;
  const char *generic;
} english[] = {
  { "street", "Street" }, { "st", "Street" }, { "str", "Street" }, { "ulitsa", "Street" },
  { "ul", "Street" },
  { "koshesi", "Street" }, { "avenue", "Avenue" }, { "ave", "Avenue" }, { "prospekt", "Avenue" },
  { "lane", "Lane" }, { "pereulok", "Lane" }, { "highway", "Highway" }, { "hwy", "Highway" },
  { "shosse", "Highway" }, { "boulevard", "Boulevard" }, { "blvd", "Boulevard" },
  { "bulvar", "Boulevard" },
  { "close", "Close" }, { "tupik", "Close" }, { "microdistrict", "Microdistrict" },
  { "bridge", "Bridge" },
};

/* Kinds of place are no noise in a search: "pharmacy" asks for one. */
static gboolean
is_street_kind (const char *generic)
{
  for (gsize i = 0; generic != NULL && i < G_N_ELEMENTS (english); i++)
    if (strcmp (english[i].generic, generic) == 0)
      return TRUE;

  return FALSE;
}

static const char *
find_kind (const char *word)
{
  const char *generic = dws_generic_of (word);

  if (is_street_kind (generic))
    return generic;

  for (gsize i = 0; i < G_N_ELEMENTS (english); i++)
    if (strcmp (english[i].word, word) == 0)
      return english[i].generic;

  return NULL;
}

/* Latin, lower case, no marks: the letters are right, the spelling still the writer's. */
static char *
to_plain (const char *text)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_autoptr (GString) latin = g_string_new (NULL);
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autofree char *decomposed = NULL;

  /* ё is written е more often than not. */
  for (char *yo = strstr (lower, "ё"); yo != NULL; yo = strstr (yo, "ё"))
    memcpy (yo, "е", 2);

  dws_append_latin (latin, lower);
  decomposed = g_utf8_normalize (latin->str, -1, G_NORMALIZE_ALL);

  for (const char *p = decomposed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);

      if (!g_unichar_ismark (letter))
        g_string_append_unichar (plain, letter);
    }

  return g_string_free (g_steal_pointer (&plain), FALSE);
}

static char *
to_sounds (const char *word)
{
  g_autoptr (GString) out = g_string_new (NULL);

  while (*word != '\0')
    {
      gboolean found = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (sounds) && !found; i++)
        if (g_str_has_prefix (word, sounds[i].spelled))
          {
            g_string_append (out, sounds[i].sound);
            word += strlen (sounds[i].spelled);
            found = TRUE;
          }

      if (!found)
        g_string_append_c (out, *word++);

      /* Doubled letters are the first to be misspelt. */
      if (out->len >= 2 && out->str[out->len - 1] == out->str[out->len - 2])
        g_string_truncate (out, out->len - 1);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * dws_word_is_number:
 *
 * Returns: whether a word may be the number of a house
 */
gboolean
dws_word_is_number (const char *word)
{
  return g_ascii_isdigit (*word);
}

/**
 * dws_fold_number:
 * @number: a house number
 *
 * Returns: (transfer full): @number as it is compared: "7Б" and "7 b" are "7b"
 */
char *
dws_fold_number (const char *number)
{
  g_autofree char *plain = to_plain (number);
  char *out = plain;

  for (const char *in = plain; *in != '\0'; in++)
    if (!g_ascii_isspace (*in))
      *out++ = *in;

  *out = '\0';

  return g_steal_pointer (&plain);
}

static void
add_word (DwsWords   *words,
          const char *start,
          const char *end)
{
  g_autofree char *original = g_strndup (start, (gsize) (end - start));
  g_autofree char *plain = to_plain (original);
  g_autofree char *word = NULL;
  g_autofree char *lower = g_utf8_strdown (original, -1);
  const char *kind = find_kind (lower);

  if (kind == NULL)
    kind = find_kind (plain);

  if (kind != NULL)
    {
      words->generic = kind;
      return;
    }

  word = dws_word_is_number (plain) ? g_steal_pointer (&plain) : to_sounds (plain);

  if (*word != '\0' && !dws_words_contain (words, word))
    g_ptr_array_add (words->words, g_steal_pointer (&word));
}

void
dws_words_init (DwsWords *words)
{
  *words = (DwsWords) { .words = g_ptr_array_new_with_free_func (g_free) };
}

/**
 * dws_words_add:
 * @words: the words so far
 * @text: a name or what someone typed, in any script
 *
 * Adds the words of @text that are not there yet. A number keeps its strokes and hyphens ("5/1"),
 * other words are split at them.
 */
void
dws_words_add (DwsWords   *words,
               const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *start = NULL;
  const char *p;

  for (p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);
      gboolean joins = start != NULL && g_ascii_isdigit (*start) &&
                       (letter == '/' || letter == '-');

      if (g_unichar_isalnum (letter) || g_unichar_ismark (letter) || joins)
        {
          start = start != NULL ? start : p;
        }
      else if (start != NULL)
        {
          add_word (words, start, p);
          start = NULL;
        }
    }

  if (start != NULL)
    add_word (words, start, p);
}

gboolean
dws_words_contain (DwsWords   *words,
                   const char *word)
{
  for (guint i = 0; i < words->words->len; i++)
    if (strcmp (g_ptr_array_index (words->words, i), word) == 0)
      return TRUE;

  return FALSE;
}

void
dws_words_clear (DwsWords *words)
{
  g_clear_pointer (&words->words, g_ptr_array_unref);
}
