/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-latin.h"

#include <string.h>

#include "dws-city.h"

/* Where a translated word belongs in the English name. */
typedef enum
{
  PLACE_STAYS,
  PLACE_MOVES,    /* behind the proper name, where the original has it in front */
} Placement;

typedef struct
{
  const char *word;      /* lower case, without a full stop */
  const char *english;
  Placement placement;
  gboolean is_street;    /* its proper name is often a person's, in the genitive */
} Generic;

static const Generic generics[] = {
  /* Russian streets */
  { "улица", "Street", PLACE_MOVES, TRUE },
  { "ул", "Street", PLACE_MOVES, TRUE },
  { "проспект", "Avenue", PLACE_MOVES, TRUE },
  { "пр-т", "Avenue", PLACE_MOVES, TRUE },
  { "пр", "Avenue", PLACE_MOVES, TRUE },
  { "переулок", "Lane", PLACE_MOVES, TRUE },
  { "пер", "Lane", PLACE_MOVES, TRUE },
  { "бульвар", "Boulevard", PLACE_MOVES, TRUE },
  { "тупик", "Close", PLACE_MOVES, TRUE },
  { "площадь", "Square", PLACE_MOVES, TRUE },
  { "шоссе", "Highway", PLACE_MOVES, TRUE },
  { "трасса", "Highway", PLACE_MOVES, TRUE },
  { "аллея", "Alley", PLACE_MOVES, TRUE },
  { "набережная", "Embankment", PLACE_STAYS, FALSE },
  { "проезд", "Drive", PLACE_MOVES, TRUE },
  { "микрорайон", "Microdistrict", PLACE_MOVES, FALSE },
  { "мкр", "Microdistrict", PLACE_MOVES, FALSE },
  { "мост", "Bridge", PLACE_MOVES, FALSE },
  /* Kazakh */
  { "көшесі", "Street", PLACE_MOVES, FALSE },
  { "даңғылы", "Avenue", PLACE_MOVES, FALSE },
  { "көпірі", "Bridge", PLACE_MOVES, FALSE },
  { "саябағы", "Park", PLACE_MOVES, FALSE },
  { "орамы", "Block", PLACE_MOVES, FALSE },
  { "ескерткіші", "Monument", PLACE_MOVES, FALSE },
  { "мейрамханасы", "Restaurant", PLACE_MOVES, FALSE },
  /* Places */
  { "парк", "Park", PLACE_MOVES, TRUE },
  { "сквер", "Square", PLACE_MOVES, TRUE },
  { "озеро", "Lake", PLACE_MOVES, FALSE },
  { "река", "River", PLACE_MOVES, FALSE },
  { "ручей", "Brook", PLACE_MOVES, FALSE },
  { "памятник", "Monument", PLACE_MOVES, TRUE },
  { "мечеть", "Mosque", PLACE_MOVES, FALSE },
  { "рынок", "Market", PLACE_MOVES, FALSE },
  { "базар", "Bazaar", PLACE_MOVES, FALSE },
  { "жк", "Residence", PLACE_MOVES, FALSE },
  { "тц", "Mall", PLACE_MOVES, FALSE },
  { "трц", "Mall", PLACE_MOVES, FALSE },
  { "бц", "Business Centre", PLACE_MOVES, FALSE },
  { "гостиница", "Hotel", PLACE_MOVES, FALSE },
  { "отель", "Hotel", PLACE_MOVES, FALSE },
  { "хостел", "Hostel", PLACE_MOVES, FALSE },
  { "ресторан", "Restaurant", PLACE_MOVES, FALSE },
  { "кафе", "Cafe", PLACE_STAYS, FALSE },
  { "бар", "Bar", PLACE_STAYS, FALSE },
  { "банк", "Bank", PLACE_STAYS, FALSE },
  { "аптека", "Pharmacy", PLACE_STAYS, FALSE },
  { "магазин", "Shop", PLACE_STAYS, FALSE },
  { "супермаркет", "Supermarket", PLACE_STAYS, FALSE },
  { "школа", "School", PLACE_STAYS, FALSE },
  { "школа-гимназия", "Gymnasium", PLACE_STAYS, FALSE },
  { "гимназия", "Gymnasium", PLACE_STAYS, FALSE },
  { "лицей", "Lyceum", PLACE_STAYS, FALSE },
  { "колледж", "College", PLACE_STAYS, FALSE },
  { "университет", "University", PLACE_STAYS, FALSE },
  { "больница", "Hospital", PLACE_STAYS, FALSE },
  { "поликлиника", "Clinic", PLACE_STAYS, FALSE },
  { "стадион", "Stadium", PLACE_STAYS, FALSE },
  { "центр", "Centre", PLACE_STAYS, FALSE },
  { "музей", "Museum", PLACE_STAYS, FALSE },
  { "театр", "Theatre", PLACE_STAYS, FALSE },
  { "кинотеатр", "Cinema", PLACE_STAYS, FALSE },
  { "посольство", "Embassy", PLACE_STAYS, FALSE },
  { "салон", "Salon", PLACE_STAYS, FALSE },
  { "азс", "Fuel", PLACE_STAYS, FALSE },
  { "сто", "Garage", PLACE_STAYS, FALSE },
  { "автомойка", "Car Wash", PLACE_STAYS, FALSE },
  { "городок", "Town", PLACE_STAYS, FALSE },
  { "лет", "Years of", PLACE_STAYS, FALSE },
  { "марта", "March", PLACE_STAYS, FALSE },
  { "мая", "May", PLACE_STAYS, FALSE },
  { "и", "and", PLACE_STAYS, FALSE },
  { "неим", "Unnamed", PLACE_STAYS, FALSE },
  { "проектная", "Project", PLACE_STAYS, FALSE },
};

/* Genitives that no rule of endings gets right, and the nominative. */
static const struct
{
  const char *genitive;
  const char *nominative;
} nominatives[] = {
  { "Абая", "Абай" },
  { "Айманова", "Айманов" },
  { "Академика", "Академик" },
  { "Гастелло", "Гастелло" },
  { "Герцена", "Герцен" },
  { "Гоголя", "Гоголь" },
  { "Джалиля", "Джалиль" },
  { "Жамбыла", "Жамбыл" },
  { "Конституции", "Конституция" },
  { "Победы", "Победа" },
  { "Республики", "Республика" },
  { "Тархана", "Тархан" },
  { "Шевченко", "Шевченко" },
  { "Шолака", "Шолак" },
  { "Акына", "Акын" },
  { "акына", "акын" },
  { "батыра", "батыр" },
  { "Батыра", "Батыр" },
  { "хана", "хан" },
  { "Хана", "Хан" },
};

/* First names that lose a vowel in the genitive. */
static const struct
{
  const char *genitive;
  const char *nominative;
} first_names[] = {
  { "Льва", "Лев" },
  { "Павла", "Павел" },
  { "Мусы", "Муса" },
  { "Петра", "Пётр" },
};

/* What a genitive ending of a surname becomes, and whose it is. Longer endings come first. */
typedef enum
{
  GENDER_NONE,
  GENDER_MALE,
  GENDER_FEMALE,
} Gender;

static const struct
{
  const char *ending;
  const char *nominative;
  Gender gender;
} surnames[] = {
  { "ского", "ский", GENDER_MALE },
  { "цкого", "цкий", GENDER_MALE },
  { "ской", "ская", GENDER_FEMALE },
  { "овой", "ова", GENDER_FEMALE },
  { "евой", "ева", GENDER_FEMALE },
  { "иной", "ина", GENDER_FEMALE },
  { "стого", "стой", GENDER_MALE },
  { "ова", "ов", GENDER_MALE },
  { "ева", "ев", GENDER_MALE },
  { "ёва", "ёв", GENDER_MALE },
  { "яна", "ян", GENDER_MALE },
  { "вича", "вич", GENDER_MALE },
  { "ина", "ин", GENDER_MALE },
  { "улы", "улы", GENDER_MALE },
  { "ұлы", "ұлы", GENDER_MALE },
};

static const Generic *
find_generic (const char *word)
{
  g_autofree char *lower = g_utf8_strdown (word, -1);
  gsize length = strlen (lower);

  if (length > 0 && lower[length - 1] == '.')
    lower[length - 1] = '\0';

  for (gsize i = 0; i < G_N_ELEMENTS (generics); i++)
    if (strcmp (generics[i].word, lower) == 0)
      return &generics[i];

  return NULL;
}

static void
take_word (GPtrArray *words,
           guint      i,
           char      *word)
{
  g_free (words->pdata[i]);
  words->pdata[i] = word;
}

static char *
replace_ending (const char *word,
                gsize       ending_length,
                const char *ending)
{
  return g_strdup_printf ("%.*s%s", (int) (strlen (word) - ending_length), word, ending);
}

/* Puts the last word of a person's name into the nominative. */
static Gender
straighten_surname (GPtrArray *words,
                    guint      i)
{
  const char *word = words->pdata[i];

  for (gsize k = 0; k < G_N_ELEMENTS (nominatives); k++)
    if (strcmp (word, nominatives[k].genitive) == 0)
      {
        take_word (words, i, g_strdup (nominatives[k].nominative));
        return GENDER_MALE;
      }

  for (gsize k = 0; k < G_N_ELEMENTS (surnames); k++)
    {
      gsize length = strlen (surnames[k].ending);

      /* A stem of fewer than three letters is another word: "Нева", "Дина". */
      if (g_str_has_suffix (word, surnames[k].ending) && strlen (word) >= length + 6)
        {
          take_word (words, i, replace_ending (word, length, surnames[k].nominative));
          return surnames[k].gender;
        }
    }

  return GENDER_NONE;
}

static gboolean
ends_in_vowel (const char *word,
               gsize       length)
{
  static const char *const vowels[] = { "а", "е", "и", "о", "у", "ы", "э", "ю", "я", "ё", "ә", "ө",
                                        "і" };

  for (gsize i = 0; i < G_N_ELEMENTS (vowels); i++)
    if (length >= 2 && memcmp (word + length - 2, vowels[i], 2) == 0)
      return TRUE;

  return FALSE;
}

/* "Мухтара" → "Мухтар", "Николая" → "Николай", "Алии" → "Алия". Cyrillic letters take two bytes. */
static void
straighten_first_name (GPtrArray *words,
                       guint      i,
                       Gender     gender)
{
  const char *word = words->pdata[i];
  gsize length = strlen (word);

  for (gsize k = 0; k < G_N_ELEMENTS (first_names); k++)
    if (strcmp (word, first_names[k].genitive) == 0)
      {
        take_word (words, i, g_strdup (first_names[k].nominative));
        return;
      }

  if (length < 8)
    return;

  if (gender == GENDER_MALE && g_str_has_suffix (word, "а"))
    take_word (words, i, replace_ending (word, 2, ""));
  else if (gender == GENDER_MALE && g_str_has_suffix (word, "я"))
    take_word (words, i, replace_ending (word, 2, ends_in_vowel (word, length - 2) ? "й" : "ь"));
  else if (gender == GENDER_FEMALE && g_str_has_suffix (word, "ы"))
    take_word (words, i, replace_ending (word, 2, "а"));
  else if (gender == GENDER_FEMALE && g_str_has_suffix (word, "и"))
    take_word (words, i, replace_ending (word, 2, "я"));
}

static void
straighten_person (GPtrArray *words)
{
  Gender gender;
  guint last = words->len;

  /* "Степана Разина №1": what carries a digit is no name. */
  while (last > 0 && strpbrk (words->pdata[last - 1], "0123456789") != NULL)
    last--;

  if (last == 0)
    return;

  gender = straighten_surname (words, last - 1);

  for (guint i = 0; gender != GENDER_NONE && i + 1 < last; i++)
    straighten_first_name (words, i, gender);
}

/* "Кургальжинское шоссе" is the road to Kurgalzhin. */
static void
straighten_destination (GPtrArray *words)
{
  const char *word = words->pdata[words->len - 1];

  if (g_str_has_suffix (word, "инское"))
    take_word (words, words->len - 1, replace_ending (word, strlen ("ское"), ""));
}

static char *
ordinal (guint64 n)
{
  const char *ending = n % 100 / 10 == 1 ? "th"
                       : n % 10 == 1 ? "st"
                       : n % 10 == 2 ? "nd"
                       : n % 10 == 3 ? "rd"
                       : "th";

  return g_strdup_printf ("%" G_GUINT64_FORMAT "%s", n, ending);
}

/* "1-я" and "2-й" → "1st" and "2nd". */
static char *
dup_ordinal (const char *word)
{
  char *end = NULL;
  guint64 n = g_ascii_strtoull (word, &end, 10);

  if (end == word || n > 999 || (strcmp (end, "-я") != 0 && strcmp (end, "-й") != 0 &&
                                 strcmp (end, "-ая") != 0 && strcmp (end, "-ый") != 0))
    return NULL;

  return ordinal (n);
}

static void
append_capitalised (GString    *out,
                    const char *word)
{
  gsize start = out->len;

  dws_append_latin (out, word);

  if (out->len > start && dws_has_cyrillic (word))
    out->str[start] = g_ascii_toupper (out->str[start]);
}

static void
append_translated (GString    *out,
                   const char *word)
{
  const Generic *generic = find_generic (word);
  g_autofree char *number = dup_ordinal (word);

  if (out->len > 0)
    g_string_append_c (out, ' ');

  if (number != NULL)
    g_string_append (out, number);
  else if (generic != NULL)
    g_string_append (out, generic->english);
  else if (g_str_has_prefix (word, "№"))
    g_string_append_printf (out, "No.%s%s", word[3] != '\0' ? " " : "", word + 3);
  else
    append_capitalised (out, word);
}

/* Splits at spaces; quotation marks are left out, since a label names one thing anyway. */
static GPtrArray *
split_words (const char *text)
{
  static const char quotes[] = "«»\"“”„";
  g_autoptr (GString) plain = g_string_sized_new (strlen (text) + 1);
  g_auto (GStrv) parts = NULL;
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);

      if (g_utf8_strchr (quotes, -1, letter) == NULL)
        g_string_append_unichar (plain, g_unichar_isspace (letter) ? ' ' : letter);
    }

  parts = g_strsplit (plain->str, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (words, g_strdup (parts[i]));

  return words;
}

/* Takes the word that says what the thing is from either end of the name. */
static const Generic *
take_generic (GPtrArray *words,
              gboolean  *was_first)
{
  const Generic *first = find_generic (words->pdata[0]);
  const Generic *last = find_generic (words->pdata[words->len - 1]);

  *was_first = first != NULL && first->placement == PLACE_MOVES;

  if (words->len < 2)
    return NULL;

  if (*was_first)
    {
      g_ptr_array_remove_index (words, 0);
      return first;
    }

  if (last != NULL && last->placement == PLACE_MOVES)
    {
      g_ptr_array_set_size (words, (int) words->len - 1);
      return last;
    }

  return NULL;
}

static gboolean
is_bare_number (GPtrArray *words)
{
  return words->len == 1 && strspn (words->pdata[0], "0123456789") == strlen (words->pdata[0]);
}

/* "улица 187" and "улица Е 32" are numbers, not names. */
static gboolean
is_numbering (GPtrArray *words)
{
  if (is_bare_number (words))
    return TRUE;

  return words->len == 2 && g_utf8_strlen (words->pdata[0], -1) == 1 &&
         g_ascii_isdigit (((const char *) words->pdata[1])[0]);
}

/**
 * dws_romanise:
 * @text: (nullable): a name in Russian or Kazakh Cyrillic, in Latin script or in both
 *
 * Writes a name as an English map would: "проспект Республики" → "Respublika Avenue", "1-я
 * Алмаатинская улица" → "1st Almaatinskaya Street". Words that say what a thing is are translated
 * and stand behind the name; a person's name is put into the nominative; the rest is written letter
 * by letter, after ISO 9 without its diacritics, where English has no habit of its own.
 *
 * Returns: (transfer full): the name in Latin script
 */
char *
dws_romanise (const char *text)
{
  g_autoptr (GPtrArray) words = split_words (text != NULL ? text : "");
  g_autoptr (GString) out = g_string_new (NULL);
  const Generic *generic;
  gboolean was_first = FALSE;

  if (words->len == 0)
    return g_strdup ("");

  generic = take_generic (words, &was_first);

  if (generic != NULL && was_first && is_numbering (words))
    {
      g_string_append (out, generic->english);
    }
  else if (generic != NULL && !was_first && is_bare_number (words))
    {
      char *number = ordinal (g_ascii_strtoull (words->pdata[0], NULL, 10));

      take_word (words, 0, number);
    }
  else if (generic != NULL && generic->is_street)
    {
      was_first ? straighten_person (words) : straighten_destination (words);
    }

  for (guint i = 0; i < words->len; i++)
    append_translated (out, words->pdata[i]);

  if (generic != NULL && !(was_first && is_numbering (words)))
    g_string_append_printf (out, " %s", generic->english);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * dws_generic_of:
 *
 * Returns: (nullable): the English for a word that says what a thing is, in the city's languages
 */
const char *
dws_generic_of (const char *word)
{
  const Generic *generic = find_generic (word);

  return generic != NULL ? generic->english : NULL;
}

/**
 * dws_street_from_english:
 * @name_en: an English name as mapped
 *
 * Returns: (nullable) (transfer full): @name_en with its last word spelled out, %NULL where that
 * does not say what kind of street it is, or where the name is not in Latin script
 */
char *
dws_street_from_english (const char *name_en)
{
  static const struct
  {
    const char *mapped;
    const char *spelled;
  } kinds[] = {
    { "street", "Street" }, { "st", "Street" }, { "st.", "Street" }, { "str.", "Street" },
    { "str", "Street" },
    { "avenue", "Avenue" }, { "ave", "Avenue" }, { "ave.", "Avenue" }, { "highway", "Highway" },
    { "lane", "Lane" }, { "boulevard", "Boulevard" }, { "square", "Square" },
    { "bridge", "Bridge" },
  };
  const char *space = strrchr (name_en, ' ');

  if (space == NULL || dws_has_cyrillic (name_en))
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (space + 1, kinds[i].mapped) == 0)
      return g_strdup_printf ("%.*s %s", (int) (space - name_en), name_en, kinds[i].spelled);

  return NULL;
}
