/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-latin.h"

#include <string.h>

/* Latin letters that look like a Cyrillic one, and the letter they were typed for. */
static const char look_alikes[] = "aceopxyiABCEHKMOPTX";
static const gunichar looked_for[] = {
  0x430, 0x441, 0x435, 0x43e, 0x440, 0x445, 0x443, 0x456,
  0x410, 0x412, 0x421, 0x415, 0x41d, 0x41a, 0x41c, 0x41e, 0x420, 0x422, 0x425,
};

/* а … я, in the order of the alphabet. */
static const char *const russian[] = {
  "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p",
  "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
};

typedef struct
{
  gunichar letter;
  const char *latin;
} Letter;

static const Letter others[] = {
  { 0x451, "yo" },   /* ё */
  { 0x456, "i" },    /* і */
  { 0x493, "g" },    /* ғ */
  { 0x49b, "q" },    /* қ */
  { 0x4a3, "ng" },   /* ң */
  { 0x4af, "u" },    /* ү */
  { 0x4b1, "u" },    /* ұ */
  { 0x4bb, "h" },    /* һ */
  { 0x4d9, "a" },    /* ә */
  { 0x4e9, "o" },    /* ө */
  { 0x458, "y" },    /* ј */
  { 0x457, "yi" },   /* ї */
  { 0x454, "ye" },   /* є */
};

static gboolean
is_cyrillic (gunichar letter)
{
  return letter >= 0x400 && letter < 0x530;
}

static const char *
letter_to_latin (gunichar letter)
{
  gunichar lower = g_unichar_tolower (letter);

  if (lower >= 0x430 && lower <= 0x44f)
    return russian[lower - 0x430];

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (others[i].letter == lower)
      return others[i].latin;

  return NULL;
}

static gunichar
undo_look_alike (gunichar letter)
{
  const char *found = letter < 0x80 && letter != 0 ? strchr (look_alikes, (int) letter) : NULL;

  return found != NULL ? looked_for[found - look_alikes] : letter;
}

/* Writes one letter; a capital that becomes several letters is "Sh" in a word and "SH" in an
 * acronym. */
static void
append_letter (GString    *out,
               gunichar    letter,
               const char *latin,
               gboolean    is_acronym)
{
  if (!g_unichar_isupper (letter))
    {
      g_string_append (out, latin);
      return;
    }

  for (const char *c = latin; *c != '\0'; c++)
    g_string_append_c (out, c == latin || is_acronym ? g_ascii_toupper (*c) : *c);
}

/* English drops the second vowel of "Мирный" and "Киевский", at the end of a word alone. */
static gboolean
is_adjective_end (const char *word,
                  const char *at)
{
  return at - word >= 4 && (strcmp (at, "ый") == 0 || strcmp (at, "ий") == 0);
}

static gboolean
is_acronym (const char *word)
{
  guint n_letters = 0;

  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_unichar_islower (g_utf8_get_char (p)))
        return FALSE;

      n_letters += g_unichar_isalpha (g_utf8_get_char (p)) != 0;
    }

  return n_letters > 1;
}

static void
append_word (GString    *out,
             const char *word)
{
  gboolean acronym = is_acronym (word);

  if (!dws_has_cyrillic (word))
    {
      g_string_append (out, word);
      return;
    }

  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = undo_look_alike (g_utf8_get_char (p));
      const char *latin = letter_to_latin (letter);

      if (is_adjective_end (word, p))
        {
          g_string_append_c (out, 'y');
          return;
        }

      if (latin != NULL)
        append_letter (out, letter, latin, acronym);
      else
        g_string_append_unichar (out, letter);
    }
}

/**
 * dws_has_cyrillic:
 *
 * Returns: whether @text has a letter of the Cyrillic script
 */
gboolean
dws_has_cyrillic (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (is_cyrillic (g_utf8_get_char (p)))
      return TRUE;

  return FALSE;
}

/**
 * dws_append_latin:
 * @out: where to write
 * @text: words in any script, separated by spaces
 *
 * Writes Russian and Kazakh Cyrillic in plain Latin letters. A word of mixed script is taken for
 * Cyrillic typed with a few Latin keys; a word without Cyrillic stays as it is.
 */
void
dws_append_latin (GString    *out,
                  const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ' ');

      append_word (out, words[i]);
    }
}
